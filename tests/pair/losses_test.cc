// SPDX-License-Identifier: GPL-2.0-or-later
// Two small captures, built packet by packet.
#include "analyzer/pair/losses.h"
#include "plugin/wire/time_units.h"

#include <gtest/gtest.h>

namespace capf::pair {
namespace {

using namespace dissection;

constexpr std::int64_t kMillisecond = wire::kNanosecondsPerMillisecond;
constexpr std::int64_t kOffset = 5'000 * kMillisecond, kWay = 3 * kMillisecond;
const Endpoint kPhone{"10.0.0.7", 50000}, kNat{"192.0.2.1", 1024}, kServer{"10.1.1.1", 6970}, kCapf{"10.1.1.1", 3804};

// A packet of the wire, by the phone's clock.
struct Wire {
    std::int64_t time = 0;
    bool from_phone = true;
    std::uint8_t flags = kTcpAck;
    std::uint32_t sequence = 0;
    std::uint32_t length = 0;
    std::uint64_t content = 0;
    std::uint32_t acknowledgement = 0;
    std::uint32_t stream = 1;
    Endpoint server = kServer;
};

constexpr std::uint32_t kShiftUp = 0xfffffff0, kShiftDown = 77;

TcpSegment segment(const Wire &wire, std::uint32_t frame) {
    TcpSegment one;
    one.at = {frame, wire.time};
    one.source = wire.from_phone ? kPhone : wire.server;
    one.destination = wire.from_phone ? wire.server : kPhone;
    one.stream = wire.stream;
    one.flags = wire.flags;
    one.sequence = wire.sequence;
    one.acknowledgement = wire.acknowledgement;
    one.length = wire.length;
    one.payload = {wire.length, wire.content, wire.content};
    return one;
}

TcpSegment beyond_nat(TcpSegment one, bool from_phone) {
    one.at.time += kOffset + (from_phone ? kWay : -kWay);
    (from_phone ? one.source : one.destination) = kNat;
    one.sequence += from_phone ? kShiftUp : kShiftDown;
    one.acknowledgement += from_phone ? kShiftDown : kShiftUp;
    return one;
}

enum Where { both, phone_only, cucm_only };

class Two {
public:
    Two &add(const Wire &wire, Where where = both) {
        if (where != cucm_only) phone_.add(Observation(segment(wire, ++phone_frames_)));
        if (where != phone_only) {
            cucm_.add(Observation(beyond_nat(segment(wire, ++cucm_frames_), wire.from_phone)));
        }
        return *this;
    }
    // Also as other bytes than the phone's.
    Two &add_changed(Wire wire, std::uint64_t content, std::uint32_t length) {
        add(wire, phone_only);
        wire.content = content;
        wire.length = length;
        return add(wire, cucm_only);
    }
    std::vector<Loss> losses() {
        match_ = match_flows(phone_.flows(), cucm_.flows());
        if (!match_.clock) return {};
        return find_losses(match_, {0, 1000 * kMillisecond},
                           {match_.clock->to_cucm(0), match_.clock->to_cucm(1000 * kMillisecond)});
    }
    [[nodiscard]] const FlowMatch &match() const { return match_; }

private:
    PacketLog phone_, cucm_;
    std::uint32_t phone_frames_ = 0, cucm_frames_ = 0;
    FlowMatch match_;
};

// A connection that carries a request and an answer: what the clocks are compared by.
Two whole() {
    Two two;
    two.add({0, true, kTcpSyn, 100})
        .add({6 * kMillisecond, false, kTcpSyn | kTcpAck, 900, 0, 0, 101})
        .add({10 * kMillisecond, true, kTcpAck, 101, 120, 0xAAAA, 901})
        .add({20 * kMillisecond, false, kTcpAck, 901, 1400, 0xBBBB, 221})
        .add({21 * kMillisecond, false, kTcpAck, 2301, 900, 0xCCCC, 221});
    return two;
}

TEST(Losses, ShiftedNumbersAndAddressesAreNoLoss) {
    Two two = whole();
    EXPECT_TRUE(two.losses().empty());
    ASSERT_TRUE(two.match().clock);
    EXPECT_EQ(two.match().clock->offset, kOffset);
    EXPECT_EQ(two.match().common_packets, 3u);
    ASSERT_EQ(two.match().pairs.size(), 1u);
}

TEST(Losses, ASynThatNeverArrives) {
    Two two = whole();
    for (const int at : {100, 300, 700}) {
        two.add({at * kMillisecond, true, kTcpSyn, 5000, 0, 0, 0, 2, kCapf}, phone_only);
    }
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_EQ(losses[0].kind, LossKind::never_arrived);
    EXPECT_EQ(losses[0].what, (std::vector<PacketName>{{"TCP SYN to port 3804", ""}}));
    EXPECT_TRUE(losses[0].phone_to_cucm);
    EXPECT_EQ(losses[0].seen_in, Side::phone);
    EXPECT_EQ(losses[0].frames, (Frames{6, 7, 8}));
    EXPECT_TRUE(losses[0].certain);
    EXPECT_FALSE(losses[0].recovered);
}

TEST(Losses, ASynToAServerThatTheOtherCaptureDoesNotKnowIsNone) {
    Two two = whole();
    two.add({100 * kMillisecond, true, kTcpSyn, 5000, 0, 0, 0, 2, {"10.9.9.9", 3804}}, phone_only);
    EXPECT_TRUE(two.losses().empty());
}

TEST(Losses, AResetThatNobodySent) {
    Two two = whole();
    two.add({100 * kMillisecond, true, kTcpSyn, 5000, 0, 0, 0, 2, kCapf}, phone_only);
    two.add({101 * kMillisecond, false, kTcpRst | kTcpAck, 0, 0, 0, 5001, 2, kCapf}, phone_only);
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 2u);
    EXPECT_EQ(losses[1].kind, LossKind::reset_in_between);
    EXPECT_FALSE(losses[1].phone_to_cucm);
    EXPECT_EQ(losses[1].frames, (Frames{7}));
}

TEST(Losses, AResetThatCucmSentIsNone) {
    Two two = whole();
    two.add({100 * kMillisecond, true, kTcpSyn, 5000, 0, 0, 0, 2, kCapf});
    two.add({101 * kMillisecond, false, kTcpRst | kTcpAck, 0, 0, 0, 5001, 2, kCapf});
    EXPECT_TRUE(two.losses().empty());
}

TEST(Losses, ALostSegmentWhoseRepetitionArrives) {
    Two two = whole();
    const Wire answer{30 * kMillisecond, false, kTcpAck, 3201, 500, 0xDDDD, 221};
    two.add(answer, cucm_only);
    Wire again = answer;
    again.time = 250 * kMillisecond;
    two.add(again);
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_TRUE(losses[0].recovered);
    EXPECT_EQ(losses[0].seen_in, Side::cucm);
    EXPECT_EQ(losses[0].frames, (Frames{6})) << "the first, not the repetition";
}

TEST(Losses, WhatWasAcknowledgedIsMissingFromTheCaptureOnly) {
    Two two = whole();
    two.add({30 * kMillisecond, false, kTcpAck, 3201, 500, 0xDDDD, 221}, cucm_only);
    two.add({40 * kMillisecond, true, kTcpAck, 221, 0, 0, 3701});
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_TRUE(losses[0].acknowledged);
    EXPECT_FALSE(losses[0].certain);
}

TEST(Losses, OtherBytesInTheSamePlaceWereChanged) {
    Two two = whole();
    two.add_changed({30 * kMillisecond, false, kTcpAck, 3201, 500, 0xDDDD, 221}, 0xEEEE, 500);
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_EQ(losses[0].kind, LossKind::changed);
    EXPECT_EQ(losses[0].frames, (Frames{6})) << "where it was sent";
    EXPECT_EQ(losses[0].frames_there, (Frames{6}));
}

TEST(Losses, AConnectionOfWhichNothingIsTheSameWasIntercepted) {
    Two two = whole();
    two.add({100 * kMillisecond, true, kTcpSyn, 5000, 0, 0, 0, 2, kCapf});
    two.add({106 * kMillisecond, false, kTcpSyn | kTcpAck, 7000, 0, 0, 5001, 2, kCapf});
    two.add_changed({110 * kMillisecond, true, kTcpAck, 5001, 200, 0x1111, 7001, 2, kCapf}, 0x2222, 180);
    two.add_changed({120 * kMillisecond, false, kTcpAck, 7001, 700, 0x3333, 5201, 2, kCapf}, 0x4444, 690);
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 2u);
    EXPECT_EQ(losses[0].kind, LossKind::changed);
    EXPECT_EQ(losses[1].kind, LossKind::changed);
}

TEST(Losses, SegmentsThatWereCutAnewAreNoLoss) {
    Two two = whole();
    two.add({30 * kMillisecond, false, kTcpAck, 3201, 1000, 0x51, 221}, phone_only)
        .add({30 * kMillisecond + 1, false, kTcpAck, 4201, 1000, 0x52, 221}, phone_only)
        .add({30 * kMillisecond, false, kTcpAck, 3201, 2000, 0x53, 221}, cucm_only);
    EXPECT_TRUE(two.losses().empty());
}

TEST(Losses, AfterTheOtherCaptureEndedNothingIsCertain) {
    Two two = whole();
    two.add({5000 * kMillisecond, true, kTcpSyn, 5000, 0, 0, 0, 2, kCapf}, phone_only);
    const auto losses = two.losses();
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_FALSE(losses[0].certain);
    two.add({90000 * kMillisecond, true, kTcpSyn, 6000, 0, 0, 0, 3, kCapf}, phone_only);
    EXPECT_EQ(two.losses().size(), 1u) << "long after its end it was not running";
}

TEST(Losses, CapturesOfDifferentEventsHaveNothingInCommon) {
    PacketLog one, other;
    one.add(Observation(segment({0, true, kTcpAck, 101, 120, 0xAAAA}, 1)));
    other.add(Observation(segment({0, true, kTcpAck, 101, 120, 0xBBBB}, 1)));
    const FlowMatch match = match_flows(one.flows(), other.flows());
    EXPECT_FALSE(match.clock);
    EXPECT_TRUE(match.pairs.empty());
    EXPECT_FALSE(match_flows({}, {}).clock);
}

TEST(PacketLog, TftpTransfersAreKnownByTheClient) {
    PacketLog log;
    TftpPacket packet;
    packet.at = {1, 0};
    packet.source = {"10.0.0.7", 40000};
    packet.destination = {"10.1.1.1", 69};
    packet.opcode = kTftpReadRequest;
    packet.file_name = "ITLFile.tlv";
    log.add(Observation(packet));
    packet.at = {2, kMillisecond};
    packet.source = {"10.1.1.1", 33333};
    packet.destination = {"10.0.0.7", 40000};
    packet.opcode = kTftpData;
    packet.block = 1;
    log.add(Observation(packet));
    ASSERT_EQ(log.flows().size(), 1u);
    EXPECT_FALSE(log.flows()[0].tcp);
    ASSERT_EQ(log.flows()[0].packets.size(), 2u);
    EXPECT_TRUE(log.flows()[0].packets[0].from_client);
    EXPECT_FALSE(log.flows()[0].packets[1].from_client);
    EXPECT_EQ(log.flows()[0].packets[0].what, (std::vector<PacketName>{{"TFTP read request", "ITLFile.tlv"}}));
}

}  // namespace
}  // namespace capf::pair
