// SPDX-License-Identifier: GPL-2.0-or-later
// Answers to REGISTER and RegisterReq behind a part of the connection that the capture lost.
#include "analyzer/dissection/signalling_streams.h"

#include <gtest/gtest.h>

#include <string>

namespace capf::dissection {
namespace {

const Endpoint kPhone{"192.0.2.10", 50000}, kServer{"198.51.100.1", 5060};

std::string answer(int status, int call) {
    return "SIP/2.0 " + std::to_string(status) + " Forbidden\r\nCall-ID: " + std::to_string(call) +
           "\r\nCSeq: 101 REGISTER\r\nContent-Length: 0\r\n\r\n";
}

class Stream {
public:
    // The next bytes of the server, in a frame of their own.
    std::vector<Observation> sends(const std::string &text) {
        TcpSegment segment;
        segment.sequence = sequence_;
        segment.length = static_cast<std::uint32_t>(text.size());
        segment.bytes.assign(text.begin(), text.end());
        sequence_ += segment.length;
        Seen frame;
        frame.at = {++frame_, 1000 + frame_};
        frame.source = kServer;
        frame.destination = kPhone;
        return streams_.read(segment, frame, reader_);
    }
    void opens() {
        TcpSegment segment;
        segment.flags = kTcpSyn | kTcpAck;
        segment.sequence = sequence_ - 1;
        Seen frame;
        frame.at = {++frame_, 1000 + frame_};
        frame.source = kServer;
        frame.destination = kPhone;
        EXPECT_TRUE(streams_.read(segment, frame, reader_).empty());
    }
    void loses(std::uint32_t bytes) { sequence_ += bytes; }

private:
    SignallingStreams streams_;
    wire::SignallingReader reader_;
    std::uint32_t sequence_ = 4'294'967'000;  // wraps
    std::uint32_t frame_ = 0;
};

TEST(SignallingStreams, BeforeALossWiresharkReadsThem) {
    Stream stream;
    EXPECT_TRUE(stream.sends(answer(403, 1)).empty());
    EXPECT_TRUE(stream.sends(answer(403, 2)).empty());
}

TEST(SignallingStreams, AnAnswerBehindALossIsRead) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    const auto seen = stream.sends(answer(403, 1));
    ASSERT_EQ(seen.size(), 1u);
    const auto *refusal = std::get_if<Registration>(&seen.front());
    ASSERT_NE(refusal, nullptr);
    EXPECT_EQ(refusal->status, 403);
    EXPECT_EQ(refusal->source, kPhone) << "the phone, whoever sent it";
    EXPECT_EQ(refusal->at.frame, 2u);
    EXPECT_TRUE(refusal->earlier.empty());
}

TEST(SignallingStreams, TheRestOfALostMessageIsSkipped) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    EXPECT_TRUE(stream.sends("tent-Length: 0\r\n\r\n").empty());
    EXPECT_EQ(stream.sends(answer(403, 2)).size(), 1u);
}

TEST(SignallingStreams, AnAnswerInSeveralSegmentsNamesThem) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    const std::string text = answer(403, 1);
    EXPECT_TRUE(stream.sends(text.substr(0, 20)).empty());
    EXPECT_TRUE(stream.sends(text.substr(20, 20)).empty());
    const auto seen = stream.sends(text.substr(40));
    ASSERT_EQ(seen.size(), 1u);
    const auto &refusal = std::get<Registration>(seen.front());
    EXPECT_EQ(refusal.at.frame, 4u);
    ASSERT_EQ(refusal.earlier.size(), 2u);
    EXPECT_EQ(refusal.earlier.front().frame, 2u);
}

TEST(SignallingStreams, TheFirstSegmentMayBeTheOneThatIsLost) {
    Stream stream;
    stream.opens();
    stream.loses(97);
    EXPECT_EQ(stream.sends(answer(403, 1)).size(), 1u);
}

TEST(SignallingStreams, TwoAnswersInOneSegmentAreTwo) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    EXPECT_EQ(stream.sends(answer(403, 1) + answer(403, 2)).size(), 2u);
}

}  // namespace
}  // namespace capf::dissection
