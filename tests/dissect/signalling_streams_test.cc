// SPDX-License-Identifier: GPL-2.0-or-later
// Answers to REGISTER behind a part of the connection that the capture lost.
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

// What a server sends to a phone, and what the phone acknowledges.
class Stream {
public:
    using Seen = std::vector<Observation>;

    Seen opens() { return segment(kServer, kTcpSyn | kTcpAck, sequence_ - 1, ""); }
    // The next bytes, in a frame of their own.
    Seen sends(const std::string &text) {
        const std::uint32_t at = sequence_;
        sequence_ += static_cast<std::uint32_t>(text.size());
        return segment(kServer, kTcpAck, at, text);
    }
    // The bytes before the last `length`, late.
    Seen sends_late(const std::string &text, std::size_t length) {
        return segment(kServer, kTcpAck, sequence_ - static_cast<std::uint32_t>(length + text.size()), text);
    }
    void loses(std::size_t bytes) { sequence_ += static_cast<std::uint32_t>(bytes); }
    // The bytes that begin so many before what was sent last.
    Seen sends_from(std::size_t before, const std::string &text) {
        const std::uint32_t at = sequence_ - static_cast<std::uint32_t>(before);
        return segment(kServer, kTcpAck, at, text);
    }
    Seen ends() { return streams_.finish(reader_); }
    Seen acknowledges() { return segment(kPhone, kTcpAck, 1, "", sequence_); }

private:
    Seen segment(const Endpoint &source, std::uint8_t flags, std::uint32_t sequence, const std::string &text,
                 std::uint32_t acknowledgement = 1) {
        TcpSegment one;
        one.flags = flags;
        one.sequence = sequence;
        one.acknowledgement = acknowledgement;
        one.length = static_cast<std::uint32_t>(text.size());
        one.bytes.assign(text.begin(), text.end());
        dissection::Seen frame;
        frame.at = {++frame_, 1000 + frame_};
        frame.source = source;
        frame.destination = source == kServer ? kPhone : kServer;
        return streams_.read(one, frame, reader_);
    }

    SignallingStreams streams_;
    wire::SignallingReader reader_;
    std::uint32_t sequence_ = 4'294'967'000;  // wraps
    std::uint32_t frame_ = 0;
};

TEST(SignallingStreams, WithoutALossWiresharkReadsThem) {
    Stream stream;
    EXPECT_TRUE(stream.sends(answer(403, 1)).empty());
    EXPECT_TRUE(stream.sends(answer(403, 2)).empty());
    EXPECT_TRUE(stream.acknowledges().empty());
}

TEST(SignallingStreams, AnAnswerBehindALossIsRead) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    EXPECT_TRUE(stream.sends(answer(403, 1)).empty()) << "what is missing may be late";
    const auto seen = stream.acknowledges();
    ASSERT_EQ(seen.size(), 1u);
    const auto *refusal = std::get_if<Registration>(&seen.front());
    ASSERT_NE(refusal, nullptr);
    EXPECT_EQ(refusal->status, 403);
    EXPECT_EQ(refusal->source, kPhone) << "the phone, whoever sent it";
    EXPECT_EQ(refusal->at.frame, 2u) << "the frame that holds it, not the one that acknowledges it";
    EXPECT_EQ(stream.sends(answer(403, 2)).size(), 1u) << "later ones are read at once";
}

TEST(SignallingStreams, WhatIsOnlyLateIsWiresharks) {
    Stream stream;
    const std::string first = answer(403, 1), second = answer(403, 2);
    stream.sends(answer(100, 1));
    stream.loses(first.size());
    stream.sends(second);
    EXPECT_TRUE(stream.sends_late(first, second.size()).empty());
    EXPECT_TRUE(stream.acknowledges().empty());
    EXPECT_TRUE(stream.sends(answer(403, 3)).empty());
}

TEST(SignallingStreams, WhatComesInReverseOrderIsWiresharks) {
    Stream stream;
    const std::string text = answer(403, 1);
    stream.sends(answer(100, 1));
    stream.loses(3 * text.size());
    for (std::size_t i = 1; i <= 3; ++i) EXPECT_TRUE(stream.sends_from(i * text.size(), text).empty());
    EXPECT_TRUE(stream.acknowledges().empty());
    EXPECT_TRUE(stream.sends(text).empty());
    EXPECT_TRUE(stream.acknowledges().empty());
}

TEST(SignallingStreams, WhatRepeatsAndGoesOnIsWiresharks) {
    Stream stream;
    const std::string first = answer(403, 1), second = answer(403, 2);
    stream.sends(first);
    stream.loses(second.size());  // it comes at once, with the first again
    EXPECT_TRUE(stream.sends_from(first.size() + second.size(), first + second).empty());
    EXPECT_TRUE(stream.sends(answer(403, 3)).empty());
    EXPECT_TRUE(stream.acknowledges().empty());
}

TEST(SignallingStreams, WithoutAnAcknowledgementTheyAreReadAtTheEnd) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    EXPECT_TRUE(stream.sends(answer(403, 1)).empty());
    EXPECT_EQ(stream.ends().size(), 1u);
    EXPECT_TRUE(stream.ends().empty());
}

TEST(SignallingStreams, ManyBehindAGapAreAllRead) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    std::size_t seen = 0;
    for (int i = 0; i < 100; ++i) seen += stream.sends(answer(403, i)).size();
    EXPECT_EQ(seen + stream.ends().size(), 100u);
}

TEST(SignallingStreams, TheRestOfALostMessageIsSkipped) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    stream.sends("tent-Length: 0\r\n\r\n");
    EXPECT_TRUE(stream.acknowledges().empty());
    EXPECT_EQ(stream.sends(answer(403, 2)).size(), 1u);
}

TEST(SignallingStreams, AnAnswerInSeveralSegmentsIsPutTogether) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    const std::string text = answer(403, 1);
    stream.sends(text.substr(0, 20));
    EXPECT_TRUE(stream.acknowledges().empty());
    EXPECT_TRUE(stream.sends(text.substr(20, 20)).empty());
    const auto seen = stream.sends(text.substr(40));
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(std::get<Registration>(seen.front()).status, 403);
}

TEST(SignallingStreams, TheFirstSegmentMayBeTheOneThatIsLost) {
    Stream stream;
    stream.opens();
    stream.loses(97);
    stream.sends(answer(403, 1));
    EXPECT_EQ(stream.acknowledges().size(), 1u);
}

TEST(SignallingStreams, TwoAnswersInOneSegmentAreTwo) {
    Stream stream;
    stream.sends(answer(100, 1));
    stream.loses(97);
    stream.sends(answer(403, 1) + answer(403, 2));
    EXPECT_EQ(stream.acknowledges().size(), 2u);
}

}  // namespace
}  // namespace capf::dissection
