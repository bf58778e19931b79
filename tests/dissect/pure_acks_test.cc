// SPDX-License-Identifier: GPL-2.0-or-later
// Which ACKs are read without libwireshark, and which of them it gets after all.
#include "analyzer/dissection/pure_acks.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/capture/frame_builder.h"

namespace capf::dissection {
namespace {

using test::big16, test::big32, test::End;

constexpr std::uint8_t kRst = 4, kPush = 8, kUrgent = 32, kAck = test::kAck, kSyn = test::kSyn, kFin = 1;
constexpr std::uint32_t kPhoneStart = 1000, kServerStart = 0xFFFFFF00;  // SYNs: the server's numbers begin again soon
constexpr std::size_t kIp = 14;                                         // where it begins in a frame
constexpr std::int64_t kMillisecond = 1'000'000;                        // nanoseconds
const End kPhone{"10.0.0.5", 50000}, kServer{"10.0.0.1", 6970};

using Numbers = std::vector<std::uint32_t>;

// What a segment says beside its flags; numbers count from the SYN of the side.
struct Said {
    std::uint32_t sequence = 1, acknowledgement = 1, length = 0;
    std::uint16_t window = 8192;
    std::string options = {};
};

// Frames through PureAcks. Each method adds one and is true when it was kept from libwireshark.
class Frames {
public:
    bool phone(std::uint8_t flags, const Said &said) {
        return segment(kPhone, kServer, flags, kPhoneStart, kServerStart, said);
    }
    bool server(std::uint8_t flags, const Said &said) {
        return segment(kServer, kPhone, flags, kServerStart, kPhoneStart, said);
    }
    // SYN, SYN-ACK, ACK, request of 10 bytes.
    void open() {
        EXPECT_FALSE(phone(kSyn, {.sequence = 0}));
        EXPECT_FALSE(server(kSyn | kAck, {.sequence = 0}));
        EXPECT_FALSE(phone(kAck, {}));
        EXPECT_FALSE(phone(kPush | kAck, {.length = 10}));
    }
    bool server_acknowledges() { return server(kAck, {.acknowledgement = 11}); }
    bool server_sends(std::uint32_t sequence) {
        return server(kAck, {.sequence = sequence, .acknowledgement = 11, .length = 100});
    }
    bool phone_acknowledges(std::uint32_t acknowledgement) {
        return phone(kAck, {.sequence = 11, .acknowledgement = acknowledgement});
    }
    bool frame(const std::string &bytes) {
        capture::FrameInfo info;
        info.number = number = next_number++;
        info.time = time;
        info.has_time = true;
        info.captured = static_cast<std::uint32_t>(bytes.size()) - cut;
        info.on_the_wire = static_cast<std::uint32_t>(bytes.size());
        info.link_type = link_type;
        time += step;
        seen = acks.read(info, RawFrame(record_of(info, reinterpret_cast<const std::uint8_t *>(bytes.data()))));
        if (!seen) acks.learn(found(bytes));
        return seen.has_value();
    }
    [[nodiscard]] Numbers due() const {
        Numbers numbers;
        for (const capture::FrameInfo &one : acks.due()) numbers.push_back(one.number);
        return numbers;
    }

    PureAcks acks;
    std::optional<TcpSegment> seen;             // of the last frame
    std::uint32_t number = 0, next_number = 1;  // of the last frame, and of the next
    std::int64_t time = 1'000'000'000, step = kMillisecond;
    std::uint32_t cut = 0;  // bytes at the end that the capture has not
    std::uint16_t link_type = 1;
    std::optional<std::uint32_t> stream = 7;  // that libwireshark gives the connection

private:
    bool segment(const End &from, const End &to, std::uint8_t flags, std::uint32_t own, std::uint32_t other,
                 const Said &said) {
        const std::string payload(said.length, 'x');
        std::string tcp = test::tcp(from, to, flags, own + said.sequence, said.options + payload);
        tcp.replace(8, 4, big32(other + said.acknowledgement));
        tcp[12] = static_cast<char>((20 + said.options.size()) / 4 << 4);
        tcp.replace(14, 2, big16(said.window));
        return frame(test::ethernet(test::ip(from, to, 6, tcp)));
    }
    [[nodiscard]] std::vector<TcpSegment> found(const std::string &bytes) const {
        if (!stream || bytes[kIp + 9] != 6) return {};
        std::vector<TcpSegment> segments(1);
        segments.front().stream = *stream;
        return segments;
    }
};

// The phone's ACK of 200 bytes is kept, frame 8.
class PureAcksTest : public testing::Test {
protected:
    void SetUp() override {
        frames.open();
        EXPECT_TRUE(frames.server_acknowledges());
        EXPECT_FALSE(frames.server_sends(1));
        EXPECT_FALSE(frames.server_sends(101));
        EXPECT_TRUE(frames.phone_acknowledges(201));
    }
    // The frame that was added last ended the order: libwireshark gets this ACK, and all that follows.
    void expect_end(const Numbers &due = {8}) {
        EXPECT_FALSE(frames.seen);
        EXPECT_EQ(frames.due(), due);
        EXPECT_FALSE(frames.server_sends(201));
        EXPECT_EQ(frames.due(), Numbers());
        EXPECT_FALSE(frames.phone_acknowledges(301));
        EXPECT_EQ(frames.due(), Numbers());
    }
    // It did not.
    void expect_order() {
        EXPECT_EQ(frames.due(), Numbers());
        EXPECT_FALSE(frames.server_sends(201));
        EXPECT_EQ(frames.due(), Numbers());
        EXPECT_TRUE(frames.phone_acknowledges(301));
    }

    Frames frames;
};

TEST_F(PureAcksTest, ReadAsLibwiresharkDoes) {
    ASSERT_TRUE(frames.seen);
    const TcpSegment &ack = *frames.seen;
    EXPECT_EQ(ack.at.frame, 8U);
    EXPECT_EQ(ack.at.time, 1'000'000'000 + 7 * kMillisecond);
    EXPECT_EQ(ack.source, (Endpoint{"10.0.0.5", 50000}));
    EXPECT_EQ(ack.destination, (Endpoint{"10.0.0.1", 6970}));
    EXPECT_EQ(ack.stream, 7U);
    EXPECT_EQ(ack.hardware_source, 0x020202020202U);
    EXPECT_EQ(ack.flags, kTcpAck);
    EXPECT_EQ(ack.sequence, kPhoneStart + 11);
    EXPECT_EQ(ack.acknowledgement, kServerStart + 201);
    EXPECT_EQ(ack.length, 0U);
    EXPECT_EQ(ack.ip_id, 1U);
    EXPECT_EQ(ack.hop_limit, 64U);
    EXPECT_EQ(ack.payload.length, 0U);
    EXPECT_FALSE(ack.cut || ack.damaged);
}

TEST_F(PureAcksTest, OrderGoesOn) {
    expect_order();
}

TEST_F(PureAcksTest, OtherTrafficChangesNothing) {
    frames.frame(test::udp_frame(kPhone, {"10.0.0.1", 69}, "xx"));
    frames.frame(test::tcp_frame({"10.0.0.6", 50000}, kServer, kAck, 77));
    frames.frame(test::ethernet(test::ip({"fd00::5", 50000}, {"fd00::1", 6970}, 6,
                                         test::tcp({"fd00::5", 50000}, {"fd00::1", 6970}, kAck, 77))));
    expect_order();
}

TEST_F(PureAcksTest, DataAcknowledgesToo) {
    EXPECT_FALSE(frames.phone(kPush | kAck, {.sequence = 11, .acknowledgement = 201, .length = 5}));
    EXPECT_FALSE(frames.phone(kRst | kAck, {.sequence = 16, .acknowledgement = 201}));
    EXPECT_EQ(frames.due(), Numbers());
}

TEST_F(PureAcksTest, FinCounts) {
    EXPECT_FALSE(frames.server(kFin | kAck, {.sequence = 201, .acknowledgement = 11}));
    EXPECT_TRUE(frames.phone_acknowledges(202));
    EXPECT_FALSE(frames.phone(kFin | kAck, {.sequence = 11, .acknowledgement = 202}));
    EXPECT_TRUE(frames.server(kAck, {.sequence = 202, .acknowledgement = 12}));
    EXPECT_EQ(frames.due(), Numbers());
}

TEST_F(PureAcksTest, RepeatedAckEndsOrder) {
    frames.phone_acknowledges(201);
    expect_end();
}

TEST_F(PureAcksTest, OlderAckEndsOrder) {
    frames.phone_acknowledges(101);
    expect_end();
}

TEST_F(PureAcksTest, AckOfWhatWasNotSeenEndsOrder) {
    frames.phone_acknowledges(202);
    expect_end();
}

TEST_F(PureAcksTest, ClosedWindowEndsOrder) {
    frames.server(kAck, {.sequence = 201, .acknowledgement = 11, .length = 100, .window = 0});
    EXPECT_EQ(frames.due(), Numbers({8}));
    EXPECT_FALSE(frames.phone_acknowledges(301));
}

TEST_F(PureAcksTest, GapEndsOrder) {
    frames.server_sends(301);
    expect_end();
}

TEST_F(PureAcksTest, RetransmissionEndsOrder) {
    frames.server_sends(101);
    expect_end();
}

TEST_F(PureAcksTest, KeepAliveEndsOrder) {
    frames.server(kAck, {.sequence = 200, .acknowledgement = 11});
    expect_end();
}

TEST_F(PureAcksTest, ResetEndsOrder) {
    frames.server(kRst, {.sequence = 201});
    expect_end();
}

TEST_F(PureAcksTest, UrgentDataEndsOrder) {
    frames.server(kUrgent | kAck, {.sequence = 201, .acknowledgement = 11, .length = 1});
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, RepeatedSynEndsOrder) {
    frames.phone(kSyn, {.sequence = 0});
    expect_end();
}

TEST_F(PureAcksTest, BothSidesAreDueInOrder) {
    EXPECT_FALSE(frames.phone(kPush | kAck, {.sequence = 11, .acknowledgement = 201, .length = 10}));
    EXPECT_TRUE(frames.server(kAck, {.sequence = 201, .acknowledgement = 21}));
    EXPECT_FALSE(frames.server(kAck, {.sequence = 201, .acknowledgement = 21, .length = 100}));
    EXPECT_TRUE(frames.phone(kAck, {.sequence = 21, .acknowledgement = 251}));
    EXPECT_FALSE(frames.phone(kPush | kAck, {.sequence = 21, .acknowledgement = 251, .length = 10}));
    EXPECT_TRUE(frames.server(kAck, {.sequence = 301, .acknowledgement = 26}));
    EXPECT_TRUE(frames.server(kAck, {.sequence = 301, .acknowledgement = 31}));
    EXPECT_EQ(frames.number, 15U);
    // The connection's other side has none: what it sent last carries data.
    frames.phone(kRst, {.sequence = 31});
    EXPECT_EQ(frames.due(), Numbers({15}));
}

TEST_F(PureAcksTest, AckOfEachSideIsDue) {
    // Half of it is acknowledged by the one side, then all by the other.
    EXPECT_FALSE(frames.phone(kAck, {.sequence = 11, .acknowledgement = 201, .length = 10}));
    EXPECT_FALSE(frames.server(kAck, {.sequence = 201, .acknowledgement = 11, .length = 10}));
    EXPECT_TRUE(frames.server(kAck, {.sequence = 211, .acknowledgement = 21}));
    EXPECT_TRUE(frames.phone(kAck, {.sequence = 21, .acknowledgement = 211}));
    frames.server(kRst, {.sequence = 211});
    EXPECT_EQ(frames.due(), Numbers({11, 12}));
}

TEST_F(PureAcksTest, NewConnectionOnTheSamePorts) {
    frames.stream = 8;
    EXPECT_FALSE(frames.phone(kSyn, {.sequence = 5000}));
    EXPECT_EQ(frames.due(), Numbers({8}));
    EXPECT_FALSE(frames.server(kSyn | kAck, {.sequence = 900, .acknowledgement = 5001}));
    EXPECT_FALSE(frames.phone(kAck, {.sequence = 5001, .acknowledgement = 901}));
    EXPECT_FALSE(frames.phone(kAck, {.sequence = 5001, .acknowledgement = 901, .length = 10}));
    EXPECT_TRUE(frames.server(kAck, {.sequence = 901, .acknowledgement = 5011}));
    EXPECT_EQ(frames.seen->stream, 8U);
}

TEST_F(PureAcksTest, FrameThatComesLateEndsOrder) {
    frames.next_number = 5;
    frames.server_sends(201);
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, CutAckEndsOrder) {
    EXPECT_FALSE(frames.server_sends(201));
    frames.cut = 2;
    frames.phone_acknowledges(301);
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, CutHeaderEndsOrder) {
    frames.cut = 102;
    frames.server_sends(201);
    frames.cut = 0;
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, CutDataIsInOrder) {
    frames.cut = 50;
    EXPECT_FALSE(frames.server_sends(201));
    frames.cut = 0;
    EXPECT_TRUE(frames.phone_acknowledges(301));
}

TEST_F(PureAcksTest, UnusualOptionsEndOrder) {
    const std::string multipath = std::string("\x1E\x08", 2) + std::string(6, '\0');
    frames.server(kAck, {.sequence = 201, .acknowledgement = 11, .length = 100, .options = multipath});
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, OptionWithoutItsEndEndsOrder) {
    const std::string timestamps = std::string("\x01\x01\x01\x08", 4);
    frames.server(kAck, {.sequence = 201, .acknowledgement = 11, .length = 100, .options = timestamps});
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, TimestampsAndSackAreInOrder) {
    const std::string options = std::string("\x01\x01\x08\x0A", 4) + std::string(8, '\1') +
                                std::string("\x01\x01\x05\x0A", 4) + std::string(8, '\1');
    EXPECT_FALSE(frames.server_sends(201));
    EXPECT_TRUE(frames.phone(kAck, {.sequence = 11, .acknowledgement = 301, .options = options}));
}

TEST_F(PureAcksTest, TunnelMayHoldTheConnection) {
    frames.frame(test::udp_frame({"10.9.9.9", 40000}, {"10.9.9.8", 4789}, std::string(60, '\0')));
    expect_end();
}

TEST_F(PureAcksTest, FragmentOfAnythingMayHoldTheConnection) {
    frames.frame(test::ethernet(test::ip({"10.9.9.9", 0}, {"10.9.9.8", 0}, 47, std::string(60, '\0'), 0x0010)));
    expect_end();
}

TEST_F(PureAcksTest, IcmpMayQuoteTheConnection) {
    const std::string quoted = test::ip(kPhone, kServer, 6, test::tcp(kPhone, kServer, kSyn, 5));
    frames.frame(
        test::ethernet(test::ip(kServer, kPhone, 1, std::string("\x03\x01", 2) + std::string(6, '\0') + quoted)));
    expect_end();
}

TEST_F(PureAcksTest, OptionsOfIpEndOrder) {
    const std::string tcp = test::tcp(kPhone, kServer, kAck, kPhoneStart + 11);
    frames.frame(test::ethernet(test::ip(kPhone, kServer, 6, tcp, 0, 1, std::string(4, '\1'))));
    expect_end();
}

TEST_F(PureAcksTest, FragmentEndsOrder) {
    const std::string tcp = test::tcp(kPhone, kServer, kAck, kPhoneStart + 11, "12345678");
    frames.frame(test::ethernet(test::ip(kPhone, kServer, 6, tcp, 0x2000)));
    expect_end();
}

TEST_F(PureAcksTest, UnknownLinkTypeMayHoldAnything) {
    frames.link_type = UINT16_MAX;
    frames.server_sends(201);
    EXPECT_EQ(frames.due(), Numbers({8}));
}

TEST_F(PureAcksTest, NumberOfTheConnectionMustStay) {
    frames.stream = 9;
    EXPECT_FALSE(frames.server_sends(201));
    EXPECT_FALSE(frames.phone_acknowledges(301));
}

TEST_F(PureAcksTest, LibwiresharksListStaysShort) {
    std::uint32_t sequence = 201;
    int kept = 0;
    for (int i = 0; i < 200; ++i, sequence += 100) {
        frames.server_sends(sequence);
        kept += frames.phone_acknowledges(sequence + 100) ? 1 : 0;
        EXPECT_EQ(frames.due(), Numbers());
    }
    EXPECT_EQ(kept, 197);
}

TEST(PureAcks, DamagedAckEndsOrder) {
    Frames frames;
    frames.open();
    std::string ack = test::tcp(kServer, kPhone, kAck, kServerStart + 1);
    ack.replace(8, 4, big32(kPhoneStart + 11));
    ack.replace(16, 2, big16(0x1234));
    EXPECT_FALSE(frames.frame(test::ethernet(test::ip(kServer, kPhone, 6, ack))));
    EXPECT_FALSE(frames.server_acknowledges());
}

TEST(PureAcks, WantTheBeginning) {
    Frames frames;
    EXPECT_FALSE(frames.server(kSyn | kAck, {.sequence = 0}));
    EXPECT_FALSE(frames.phone(kAck, {}));
    EXPECT_FALSE(frames.phone(kPush | kAck, {.length = 10}));
    EXPECT_FALSE(frames.server_acknowledges());
}

TEST(PureAcks, WantBothSides) {
    Frames frames;
    EXPECT_FALSE(frames.phone(kSyn, {.sequence = 0}));
    EXPECT_FALSE(frames.phone(kAck, {}));
    EXPECT_FALSE(frames.phone(kPush | kAck, {.length = 10}));
    EXPECT_FALSE(frames.server_acknowledges());
}

TEST(PureAcks, SynSentAgainIsNoNewConnection) {
    Frames frames;
    EXPECT_FALSE(frames.phone(kSyn, {.sequence = 0}));
    frames.open();
    EXPECT_FALSE(frames.server_acknowledges());
}

TEST(PureAcks, SynWithALowerNumberIsNotFound) {
    Frames frames;
    EXPECT_FALSE(frames.frame(test::tcp_frame({"10.0.0.6", 50000}, kServer, kAck, 77)));
    frames.next_number = 1;
    frames.stream = 8;
    EXPECT_FALSE(frames.phone(kSyn, {.sequence = 0}));
    frames.next_number = 2;
    EXPECT_FALSE(frames.server(kSyn | kAck, {.sequence = 0}));
    EXPECT_FALSE(frames.phone(kAck, {}));
    EXPECT_FALSE(frames.phone(kPush | kAck, {.length = 10}));
    EXPECT_FALSE(frames.server_acknowledges());
}

// libwireshark takes the round trip from the first ACK whose time is not the SYN's.
TEST(PureAcks, RoundTripIsLibwiresharks) {
    Frames frames;
    frames.step = 0;
    frames.open();
    EXPECT_FALSE(frames.server_acknowledges());
    frames.step = kMillisecond;
    EXPECT_FALSE(frames.server_sends(1));
    EXPECT_FALSE(frames.phone_acknowledges(101));
    EXPECT_FALSE(frames.server_sends(101));
    EXPECT_TRUE(frames.phone_acknowledges(201));
}

TEST(PureAcks, FrameThatLibwiresharkDoesNotKnowAsTcp) {
    Frames frames;
    frames.stream.reset();
    frames.open();
    EXPECT_FALSE(frames.server_acknowledges());
}

TEST(PureAcks, Ipv6IsLibwiresharks) {
    Frames frames;
    const End phone{"fd00::5", 50000}, server{"fd00::1", 6970};
    const auto send = [&](const End &from, const End &to, std::uint8_t flags, std::uint32_t sequence,
                          const std::string &payload = {}) {
        std::string tcp = test::tcp(from, to, flags, sequence, payload);
        if ((flags & kAck) != 0 && from.port == server.port) tcp.replace(8, 4, big32(sequence == 0 ? 101 : 111));
        return frames.frame(test::ethernet(test::ip(from, to, 6, tcp)));
    };
    EXPECT_FALSE(send(phone, server, kSyn, 100));
    EXPECT_FALSE(send(server, phone, kSyn | kAck, 0));
    EXPECT_FALSE(send(phone, server, kAck, 101));
    EXPECT_FALSE(send(phone, server, kPush | kAck, 101, "0123456789"));
    EXPECT_FALSE(send(server, phone, kAck, 1));
    EXPECT_EQ(frames.due(), Numbers());
}

}  // namespace
}  // namespace capf::dissection
