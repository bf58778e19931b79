// SPDX-License-Identifier: GPL-2.0-or-later
// A file that did not come whole: lost by the capture, or on the network.
#include <gtest/gtest.h>

#include "analyzer/phones/timeline.h"
#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

using namespace dissection;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond;
constexpr const char *kName = "SEP001122334455.cnf.xml.sgn";
const Endpoint kPhone{"192.0.2.10", 40000}, kServer{"198.51.100.1", 6970}, kTftpServer{"198.51.100.1", 69},
    kTftpPort{"198.51.100.1", 50000};

class Exchange {
public:
    void segment(bool from_phone, std::uint8_t flags, std::uint32_t sequence, std::uint32_t length,
                 std::uint32_t acknowledgement, bool cut = false) {
        TcpSegment one = seen<TcpSegment>(from_phone ? kPhone : kServer, from_phone ? kServer : kPhone);
        one.flags = flags;
        one.sequence = sequence;
        one.length = length;
        one.acknowledgement = acknowledgement;
        one.cut = cut;
        if (from_phone && next_id_ != 0) one.ip_id = next_id_++;
        timeline_.add(one);
    }

    // What the server sends of an answer.
    void answer_text(std::uint32_t sequence, const std::string &text) {
        TcpSegment one = seen<TcpSegment>(kServer, kPhone);
        one.flags = kTcpAck;
        one.sequence = sequence;
        one.length = static_cast<std::uint32_t>(text.size());
        one.acknowledgement = 251;
        one.bytes.assign(text.begin(), text.end());
        timeline_.add(one);
    }

    // From now on the phone numbers its packets, whatever connection they are of.
    void number_from(std::uint16_t id) { next_id_ = id; }

    void another_connection() {
        TcpSegment one = seen<TcpSegment>({kPhone.address, 40001}, {kServer.address, 3804});
        one.stream = 2;
        one.flags = kTcpSyn;
        if (next_id_ != 0) one.ip_id = next_id_++;
        timeline_.add(one);
    }

    void http_request() {
        segment(true, kTcpSyn, 100, 0, 0);
        segment(false, kTcpSyn | kTcpAck, 500, 0, 101);
        segment(true, kTcpAck, 101, 50, 501);
        HttpMessage one = seen<HttpMessage>(kPhone, kServer);
        one.is_request = true;
        one.method = "GET";
        one.target = std::string("/") + kName;
        timeline_.add(one);
    }

    // On the same connection, with what it acknowledges.
    void another_request(std::uint32_t sequence, std::uint32_t acknowledgement, const std::string &name) {
        segment(true, kTcpAck, sequence, 50, acknowledgement);
        HttpMessage one = seen<HttpMessage>(kPhone, kServer);
        one.is_request = true;
        one.method = "GET";
        one.target = "/" + name;
        timeline_.add(one);
    }

    // Its body, in whole; its segments are the callers'.
    void http_answer(std::size_t bytes) {
        HttpMessage one = seen<HttpMessage>(kServer, kPhone);
        one.status = 200;
        one.has_body = true;
        one.content_length = bytes;
        one.body.assign(bytes, 1);
        timeline_.add(one);
    }

    // Bytes `first` to `last` of a file of `total`.
    void http_part(std::uint64_t first, std::uint64_t last, std::uint64_t total) {
        HttpMessage one = seen<HttpMessage>(kServer, kPhone);
        one.status = 206;
        one.has_body = true;
        one.range = ContentRange{first, last, total};
        one.body.assign(last - first + 1, 1);
        one.content_length = one.body.size();
        timeline_.add(one);
    }

    void tftp(std::uint16_t opcode, bool from_phone, std::uint32_t block, std::uint32_t length = 0, bool cut = false) {
        const Endpoint server = opcode == kTftpReadRequest ? kTftpServer : kTftpPort;
        TftpPacket one = seen<TftpPacket>(from_phone ? kPhone : server, from_phone ? server : kPhone);
        one.opcode = opcode;
        one.block = block;
        one.data_length = length;
        one.cut = cut;
        if (opcode == kTftpReadRequest) one.file_name = kName;
        timeline_.add(one);
    }

    void tftp_request_for_blocks_of(std::uint32_t block_size) {
        TftpPacket one = seen<TftpPacket>(kPhone, kTftpServer);
        one.opcode = kTftpReadRequest;
        one.file_name = kName;
        one.block_size = block_size;
        timeline_.add(one);
    }

    // From another address than was asked.
    void foreign_block(std::uint32_t block, std::uint32_t length) {
        TftpPacket one = seen<TftpPacket>({"198.51.100.2", 50000}, kPhone);
        one.opcode = kTftpData;
        one.block = block;
        one.data_length = length;
        one.data.assign(length, 1);
        timeline_.add(one);
    }

    void tftp_file(bool cut) {
        TftpFile one = seen<TftpFile>(kTftpPort, kPhone);
        one.name = kName;
        one.bytes = {1, 2, 3};
        one.cut = cut;
        timeline_.add(one);
    }

    TransferStatus status(std::int64_t seconds_after) {
        timeline_.finish({frame_, time_ + seconds_after * kSecond});
        return timeline_.transfers().empty() ? TransferStatus::complete : timeline_.transfers().front().status;
    }

    // Of the first transfer, after status().
    [[nodiscard]] std::size_t bytes() const { return timeline_.transfers().at(0).bytes.size(); }
    // After status().
    [[nodiscard]] TransferStatus status_of(std::size_t transfer) const {
        return timeline_.transfers().at(transfer).status;
    }
    [[nodiscard]] std::vector<MissingPackets> missing_packets() const {
        return timeline_.phones().empty() ? std::vector<MissingPackets>{} : timeline_.phones().front().missing_packets;
    }
    [[nodiscard]] bool lost_anything() const {
        const Connection *connection = timeline_.phones().at(0).file_connections.at(0);
        return !connection->losses().empty();
    }
    [[nodiscard]] bool received() const { return timeline_.transfers().at(0).received; }

private:
    template <typename Kind>
    Kind seen(const Endpoint &source, const Endpoint &destination) {
        Kind one;
        one.at = {++frame_, time_ += kSecond / 100};
        one.source = source;
        one.destination = destination;
        one.stream = 1;
        return one;
    }

    Timeline timeline_;
    std::uint32_t frame_ = 0;
    std::uint16_t next_id_ = 0;
    std::int64_t time_ = 1'700'000'000 * kSecond;
};

TEST(TransferLoss, AnAcknowledgedSegmentWasLostByTheCapture) {
    Exchange exchange;
    exchange.http_request();
    exchange.segment(false, kTcpAck, 501, 1000, 151);
    exchange.segment(false, kTcpAck, 2501, 500, 151);  // 1501 to 2500 is not there
    exchange.segment(true, kTcpAck, 151, 0, 3001);
    exchange.segment(false, kTcpFin | kTcpAck, 3001, 0, 151);
    EXPECT_EQ(exchange.status(60), TransferStatus::lost_in_capture);
}

TEST(TransferLoss, ASegmentThatNobodyAcknowledgedWasLostOnTheNetwork) {
    Exchange exchange;
    exchange.http_request();
    exchange.segment(false, kTcpAck, 501, 1000, 151);
    exchange.segment(false, kTcpAck, 2501, 500, 151);
    exchange.segment(true, kTcpAck, 151, 0, 1501);  // asks for it again and again
    exchange.segment(true, kTcpAck, 151, 0, 1501);
    exchange.segment(true, kTcpRst, 151, 0, 0);
    EXPECT_EQ(exchange.status(60), TransferStatus::cut_on_network);
}

TEST(TransferLoss, ACutFrameIsTheCapturesLoss) {
    Exchange exchange;
    exchange.http_request();
    exchange.segment(false, kTcpAck, 501, 1000, 151, true);
    exchange.segment(true, kTcpFin | kTcpAck, 151, 0, 1501);
    EXPECT_EQ(exchange.status(60), TransferStatus::lost_in_capture);
}

TEST(TransferLoss, AnAnswerThatWasLostIsNotTheNextOne) {
    Exchange exchange;
    exchange.http_request();
    exchange.another_request(151, 701, "ITLSEP001122334455.tlv");  // 501 to 700 is not there
    exchange.segment(false, kTcpAck, 701, 1000, 201);
    exchange.http_answer(1000);
    exchange.segment(true, kTcpFin | kTcpAck, 201, 0, 1701);
    EXPECT_EQ(exchange.status(60), TransferStatus::lost_in_capture);
    EXPECT_EQ(exchange.status_of(1), TransferStatus::complete);
}

TEST(TransferLoss, WhoAsksForTheRestOfAFileHasItsBeginning) {
    const auto status = [](std::uint64_t last) {
        Exchange exchange;
        exchange.http_request();
        exchange.segment(false, kTcpAck, 501, 100, 151);
        exchange.http_part(5, last, 10);
        exchange.segment(true, kTcpAck, 151, 0, 601);
        exchange.segment(false, kTcpFin | kTcpAck, 601, 0, 151);
        exchange.segment(true, kTcpFin | kTcpAck, 151, 0, 602);
        return exchange.status(60);
    };
    EXPECT_EQ(status(9), TransferStatus::lost_in_capture);
    EXPECT_EQ(status(7), TransferStatus::cut_on_network);
}

// A space behind the colon of a header field is optional. [RFC 9110, section 5.6.3]
TEST(TransferLoss, APartThatBreaksOffHasItsPlaceInTheFile) {
    for (const std::string range : {"Content-Range: bytes 2-9/10", "content-range:bytes 2-9/10"}) {
        Exchange exchange;
        exchange.http_request();
        exchange.http_part(6, 9, 10);
        exchange.another_request(151, 501, kName);
        exchange.http_part(0, 1, 10);
        exchange.another_request(201, 501, kName);
        const std::string part = "HTTP/1.1 206 Partial Content\r\n" + range + "\r\nContent-Length:8\r\n\r\nabcd";
        const auto end = 501 + static_cast<std::uint32_t>(part.size());
        exchange.answer_text(501, part);
        exchange.segment(false, kTcpFin | kTcpAck, end, 0, 251);
        exchange.segment(true, kTcpFin | kTcpAck, 251, 0, end + 1);
        EXPECT_EQ(exchange.status(60), TransferStatus::complete) << range;
        EXPECT_EQ(exchange.bytes(), 10U) << range;
    }
}

TEST(TransferLoss, RequestsInARowAreAnsweredInTheirOrder) {
    Exchange exchange;
    exchange.http_request();
    exchange.another_request(151, 501, "ITLSEP001122334455.tlv");
    exchange.segment(false, kTcpAck, 501, 1000, 201);
    exchange.http_answer(1000);
    exchange.segment(true, kTcpFin | kTcpAck, 201, 0, 1501);
    EXPECT_EQ(exchange.status(60), TransferStatus::complete);
    EXPECT_NE(exchange.status_of(1), TransferStatus::complete);
}

TEST(TransferLoss, ARequestThatIsNeitherAnsweredNorRepeatedWasLostByTheCapture) {
    Exchange http, tftp;
    http.http_request();
    EXPECT_EQ(http.status(60), TransferStatus::lost_in_capture);
    tftp.tftp(kTftpReadRequest, true, 0);
    EXPECT_EQ(tftp.status(60), TransferStatus::lost_in_capture);
}

TEST(TransferLoss, WhoGoesOnWithoutClosingHasHisAnswer) {
    const auto status = [](bool goes_on) {
        Exchange exchange;
        exchange.http_request();
        exchange.segment(false, kTcpAck, 501, 0, 151);
        if (goes_on) exchange.another_connection();
        return exchange.status(60);
    };
    EXPECT_EQ(status(true), TransferStatus::lost_in_capture);
    EXPECT_EQ(status(false), TransferStatus::no_answer);
}

TEST(TransferLoss, AHostThatCountsAllItsPacketsShowsThatAConnectionIsMissing) {
    const auto missing = [](std::uint16_t left_out, int jumps) {
        Exchange exchange;
        exchange.number_from(100);
        exchange.http_request();
        for (std::uint32_t i = 0; i < 20; ++i) exchange.segment(true, kTcpAck, 151 + i, 1, 501);
        std::uint16_t id = 122;
        for (int i = 0; i < jumps; ++i) {
            exchange.number_from(id = static_cast<std::uint16_t>(id + left_out));
            exchange.another_connection();
            ++id;
        }
        (void)exchange.status(60);
        return exchange.missing_packets().size();
    };
    EXPECT_EQ(missing(0, 1), 0U);
    EXPECT_EQ(missing(6, 1), 1U);
    EXPECT_EQ(missing(6, 3), 0U);  // it sends to others, too
}

TEST(TransferLoss, AHostThatCountsAllItsPacketsLeavesNumbersOutInEachConnection) {
    for (const bool captured : {true, false}) {
        Exchange exchange;
        exchange.number_from(100);
        exchange.http_request();
        for (int i = 0; i < 4; ++i) exchange.segment(true, kTcpAck, 151, 0, 501);
        if (captured) {
            exchange.another_connection();
            exchange.another_connection();
        } else {
            exchange.number_from(108);
        }
        exchange.segment(true, kTcpAck, 151, 0, 501);
        exchange.status(60);
        EXPECT_EQ(exchange.lost_anything(), !captured);
    }
}

TEST(TransferLoss, ARepeatedRequestHasNoAnswer) {
    Exchange http, tftp;
    http.http_request();
    http.segment(true, kTcpAck, 101, 50, 501);
    EXPECT_EQ(http.status(60), TransferStatus::no_answer);
    tftp.tftp(kTftpReadRequest, true, 0);
    tftp.tftp(kTftpReadRequest, true, 0);
    EXPECT_EQ(tftp.status(60), TransferStatus::no_answer);
}

TEST(TransferLoss, TheEndOfTheCaptureIsNobodysLoss) {
    Exchange exchange;
    exchange.http_request();
    exchange.segment(false, kTcpAck, 501, 1000, 151);
    EXPECT_EQ(exchange.status(1), TransferStatus::unfinished);
}

TEST(TransferLoss, ATftpBlockThatWasAcknowledgedWasLostByTheCapture) {
    Exchange exchange;
    exchange.tftp(kTftpReadRequest, true, 0);
    exchange.tftp(kTftpData, false, 1, 512);
    exchange.tftp(kTftpAck, true, 1);
    exchange.tftp(kTftpAck, true, 2);
    exchange.tftp(kTftpData, false, 3, 100);
    exchange.tftp(kTftpAck, true, 3);
    EXPECT_EQ(exchange.status(60), TransferStatus::lost_in_capture);
}

TEST(TransferLoss, ATftpFileOutOfCutBlocksIsTheCapturesLoss) {
    Exchange exchange;
    exchange.tftp(kTftpReadRequest, true, 0);
    exchange.tftp(kTftpData, false, 1, 512, true);
    exchange.tftp(kTftpAck, true, 1);
    exchange.tftp(kTftpData, false, 2, 3);
    exchange.tftp_file(false);
    EXPECT_EQ(exchange.status(60), TransferStatus::lost_in_capture);
}

TEST(TransferLoss, ATftpServerThatFallsSilentIsTheNetworksLoss) {
    Exchange exchange;
    exchange.tftp(kTftpReadRequest, true, 0);
    exchange.tftp(kTftpData, false, 1, 512);
    exchange.tftp(kTftpAck, true, 1);
    exchange.tftp(kTftpAck, true, 1);
    EXPECT_EQ(exchange.status(60), TransferStatus::cut_on_network);
}

TEST(TransferLoss, ATftpServerThatKnowsNoOptionsSendsBlocksOf512Bytes) {
    Exchange exchange;
    exchange.tftp_request_for_blocks_of(1428);
    exchange.foreign_block(1, 512);
    exchange.tftp(kTftpAck, true, 1);
    exchange.foreign_block(2, 100);
    exchange.tftp(kTftpAck, true, 2);
    EXPECT_EQ(exchange.status(60), TransferStatus::complete);
    EXPECT_EQ(exchange.bytes(), 612U);
}

TEST(TransferLoss, AnAnswerThatIsNeverAcknowledgedIsSentInVain) {
    for (const int times : {1, 2, 3}) {
        Exchange exchange;
        exchange.http_request();
        exchange.segment(false, kTcpAck, 501, 1000, 151);
        exchange.http_answer(1000);
        for (int i = 1; i < times; ++i) exchange.segment(false, kTcpAck, 501, 1000, 151);
        EXPECT_EQ(exchange.status(60), times == 3 ? TransferStatus::cut_on_network : TransferStatus::complete);
        EXPECT_EQ(exchange.received(), times != 3) << times;
    }
}

TEST(TransferLoss, UntilThePhoneGivesUpAnAnswerMayYetArrive) {
    Exchange exchange;
    exchange.http_request();
    for (int i = 0; i < 3; ++i) exchange.segment(false, kTcpAck, 501, 1000, 151);
    exchange.http_answer(1000);
    EXPECT_EQ(exchange.status(1), TransferStatus::unfinished);
    EXPECT_FALSE(exchange.received());
}

// A server repeats what is not acknowledged: where it does not, the capture does not hold what came.
TEST(TransferLoss, WhatIsNeverRepeatedWasLostByTheCapture) {
    Exchange exchange;
    exchange.http_request();
    exchange.segment(false, kTcpAck, 501, 1000, 151);
    EXPECT_EQ(exchange.status(60), TransferStatus::lost_in_capture);
}

TEST(TransferLoss, AnAnswerThatIsAcknowledgedAtLastIsReceived) {
    Exchange exchange;
    exchange.http_request();
    for (int i = 0; i < 4; ++i) exchange.segment(false, kTcpAck, 501, 1000, 151);
    exchange.http_answer(1000);
    exchange.segment(true, kTcpAck, 151, 0, 1501);
    EXPECT_EQ(exchange.status(60), TransferStatus::complete);
    EXPECT_TRUE(exchange.received());
}

TEST(TransferLoss, ATftpBlockThatIsNeverAcknowledgedIsSentInVain) {
    for (const int times : {1, 2, 3}) {
        Exchange exchange;
        exchange.tftp(kTftpReadRequest, true, 0);
        exchange.tftp(kTftpData, false, 1, 512);
        exchange.tftp(kTftpAck, true, 1);
        exchange.tftp(kTftpData, false, 2, 3);
        exchange.tftp_file(false);
        for (int i = 1; i < times; ++i) exchange.tftp(kTftpData, false, 2, 3);
        EXPECT_EQ(exchange.status(60), times == 3 ? TransferStatus::cut_on_network : TransferStatus::complete);
        EXPECT_EQ(exchange.received(), times != 3) << times;
    }
}

TEST(TransferLoss, ATftpBlockThatIsAcknowledgedAtLastIsReceived) {
    Exchange exchange;
    exchange.tftp(kTftpReadRequest, true, 0);
    for (int i = 0; i < 3; ++i) exchange.tftp(kTftpData, false, 1, 3);
    exchange.tftp_file(false);
    exchange.tftp(kTftpAck, true, 1);
    EXPECT_EQ(exchange.status(60), TransferStatus::complete);
    EXPECT_TRUE(exchange.received());
}

}  // namespace
}  // namespace capf::phones
