// SPDX-License-Identifier: GPL-2.0-or-later
// What a connection's beginning tells: that a SYN, ACK was sent does not mean that it arrived.
#include "analyzer/phones/connection.h"

#include <gtest/gtest.h>

namespace capf::phones {
namespace {

using namespace dissection;

const Endpoint kClient{"192.0.2.10", 40000}, kServer{"198.51.100.1", 3804};

class Handshake {
public:
    Handshake() {
        connection.client = kClient;
        connection.server = kServer;
    }

    Handshake &syn() { return segment(true, kTcpSyn, 100, 0, 0); }
    Handshake &syn_ack() { return segment(false, kTcpSyn | kTcpAck, 500, 0, 101); }
    Handshake &ack() { return segment(true, kTcpAck, 101, 0, 501); }
    Handshake &data_of_client() { return segment(true, kTcpAck, 101, 50, 501); }
    Handshake &segment(bool from_client, std::uint8_t flags, std::uint32_t sequence, std::uint32_t length,
                       std::uint32_t acknowledgement) {
        TcpSegment one;
        one.at = {++frame_, frame_ * 1000};
        one.source = from_client ? kClient : kServer;
        one.destination = from_client ? kServer : kClient;
        one.flags = flags;
        one.sequence = sequence;
        one.length = length;
        one.acknowledgement = acknowledgement;
        connection.add(one);
        return *this;
    }

    Connection connection;

private:
    std::uint32_t frame_ = 0;
};

TEST(Connection, IsEstablishedWhenTheClientAcknowledges) {
    EXPECT_FALSE(Handshake().syn().connection.established());
    EXPECT_TRUE(Handshake().syn().syn_ack().ack().connection.established());
    EXPECT_TRUE(Handshake().syn().syn_ack().syn_ack().ack().connection.established()) << "the second one arrived";
    EXPECT_FALSE(Handshake().syn().syn_ack().syn_ack().ack().connection.answer_not_received());
}

// The capture lacks the first FIN; the other side's acknowledges it.
TEST(Connection, WhoseFinIsAnsweredEndedFirst) {
    constexpr std::uint8_t kFin = kTcpFin | kTcpAck;
    const auto open = [] { return Handshake().syn().syn_ack().ack().data_of_client(); };
    const Connection by_client = open().segment(false, kFin, 501, 0, 152).connection;
    EXPECT_TRUE(by_client.client_ended_first());
    EXPECT_FALSE(by_client.server_ended_first());
    const Connection by_server = open().segment(true, kFin, 151, 0, 502).connection;
    EXPECT_FALSE(by_server.client_ended_first());
    EXPECT_TRUE(by_server.server_ended_first());
    EXPECT_TRUE(open().segment(false, kFin, 501, 0, 151).connection.server_ended_first()) << "answers data alone";
    const Connection both = open().segment(true, kFin, 151, 0, 501).segment(false, kFin, 501, 0, 152).connection;
    EXPECT_TRUE(both.client_ended_first());
    EXPECT_FALSE(both.client_fin_answered.has_value()) << "the capture holds it";
}

TEST(Connection, AnAnswerThatIsRepeatedDidNotArrive) {
    const Connection connection = Handshake().syn().syn_ack().syn().syn_ack().connection;
    EXPECT_FALSE(connection.established());
    EXPECT_TRUE(connection.answer_not_received());
}

TEST(Connection, OneAnswerMayHaveArrivedAfterTheCapturesEnd) {
    const Connection connection = Handshake().syn().syn_ack().connection;
    EXPECT_TRUE(connection.established());
    EXPECT_FALSE(connection.answer_not_received());
}

TEST(Connection, DataTellsThatItIsEstablished) {
    EXPECT_TRUE(Handshake().syn().data_of_client().connection.established());
    EXPECT_TRUE(Handshake().syn_ack().syn_ack().data_of_client().connection.established());
}

TEST(Connection, WhoeverSendsTheFirstFinOrRstEndsIt) {
    const auto open = [] { return Handshake().syn().syn_ack().ack(); };
    EXPECT_FALSE(open().connection.client_ended_first());
    EXPECT_FALSE(open().connection.server_ended_first());
    const Connection by_server =
        open().segment(false, kTcpFin | kTcpAck, 501, 0, 101).segment(true, kTcpFin | kTcpAck, 101, 0, 502).connection;
    EXPECT_TRUE(by_server.server_ended_first());
    EXPECT_FALSE(by_server.client_ended_first());
    const Connection by_client =
        open().segment(true, kTcpRst, 101, 0, 0).segment(false, kTcpFin | kTcpAck, 501, 0, 101).connection;
    EXPECT_TRUE(by_client.client_ended_first());
    EXPECT_EQ(by_client.client_end()->frame, 4u);
}

TEST(Connection, WhatOpensItAndIsNotThereWasLost) {
    EXPECT_TRUE(Handshake().syn().syn_ack().ack().data_of_client().connection.losses().empty());
    EXPECT_FALSE(Handshake().syn().data_of_client().connection.losses().empty()) << "without SYN, ACK";
    EXPECT_FALSE(Handshake().syn_ack().ack().connection.losses().empty()) << "without SYN";
    EXPECT_TRUE(Handshake().syn().syn().connection.losses().empty()) << "nobody answered";
}

}  // namespace
}  // namespace capf::phones
