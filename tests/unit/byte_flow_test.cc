// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/byte_flow.h"

#include <gtest/gtest.h>

namespace capf::phones {
namespace {

using dissection::kTcpAck;
using dissection::kTcpSyn;
using dissection::TcpSegment;

// Frames are numbered as their times.
TcpSegment segment(std::uint32_t sequence, std::uint32_t length, std::uint8_t flags = kTcpAck, std::uint32_t at = 0) {
    TcpSegment result;
    result.sequence = sequence;
    result.length = length;
    result.flags = flags;
    result.at = {at, at};
    return result;
}

FrameTime at(std::uint32_t frame) {
    return {frame, frame};
}

TEST(ByteFlow, CountsEachByteOnceAcrossTheWrap) {
    ByteFlow flow;
    const std::uint32_t start = 0xffffff00;
    flow.add(segment(start, 0, kTcpSyn));
    flow.add(segment(start + 1, 200));
    flow.add(segment(start + 201, 200));
    flow.add(segment(start + 101, 200));  // a retransmission over both
    EXPECT_EQ(flow.captured(), 400u);
    flow.acknowledged(start + 401, at(5));
    EXPECT_FALSE(flow.lost_in_capture());
    EXPECT_TRUE(flow.all_acknowledged());
}

TEST(ByteFlow, AcknowledgedHoleIsTheCapturesLoss) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn, 1));
    flow.add(segment(1001, 100, kTcpAck, 2));
    flow.add(segment(1201, 100, kTcpAck, 4));
    EXPECT_FALSE(flow.lost_in_capture()) << "nothing was acknowledged yet";
    flow.acknowledged(1301, at(5));
    EXPECT_TRUE(flow.lost_in_capture());
    ASSERT_EQ(flow.losses().size(), 1u);
    EXPECT_EQ(flow.losses()[0].begin, 2) << "between the bytes before it and those after it";
    EXPECT_EQ(flow.losses()[0].end, 4);
}

TEST(ByteFlow, AHoleThatARetransmissionFillsIsNoLoss) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn, 1));
    flow.add(segment(1101, 100, kTcpAck, 2));
    flow.add(segment(1001, 100, kTcpAck, 3));
    flow.acknowledged(1201, at(4));
    EXPECT_TRUE(flow.losses().empty());
}

TEST(ByteFlow, WhatComesBehindItsAcknowledgementIsNotDissected) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn, 1));
    flow.acknowledged(1101, at(2));
    flow.add(segment(1001, 100, kTcpAck, 3));
    EXPECT_TRUE(flow.lost_in_capture());
    ASSERT_EQ(flow.losses().size(), 1u);
    EXPECT_EQ(flow.losses()[0].begin, 3);
    ByteFlow repeated;
    repeated.add(segment(1001, 100, kTcpAck, 1));
    repeated.acknowledged(1101, at(2));
    repeated.add(segment(1001, 100, kTcpAck, 3));
    repeated.add(segment(1100, 1, kTcpAck, 4));
    EXPECT_FALSE(repeated.lost_in_capture()) << "a retransmission and a keep-alive";
}

TEST(ByteFlow, FirstSegmentMissingIsSeen) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn));
    flow.add(segment(1101, 100));
    flow.acknowledged(1201, at(3));
    EXPECT_TRUE(flow.lost_in_capture());
}

TEST(ByteFlow, WhatIsAcknowledgedAndNeverCapturedIsLostUntilThen) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn, 1));
    flow.add(segment(1001, 100, kTcpAck, 2));
    flow.acknowledged(1501, at(7));
    ASSERT_EQ(flow.losses().size(), 1u);
    EXPECT_EQ(flow.losses()[0].begin, 2);
    EXPECT_EQ(flow.losses()[0].end, 7);
}

TEST(ByteFlow, FinIsNoLostByte) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn));
    flow.add(segment(1001, 10));
    flow.acknowledged(1012, at(3));
    EXPECT_FALSE(flow.lost_in_capture());
}

TEST(ByteFlow, CutFrameIsTheCapturesLoss) {
    ByteFlow flow;
    TcpSegment cut = segment(1, 1000);
    cut.cut = true;
    flow.add(cut);
    EXPECT_TRUE(flow.lost_in_capture());
}

TEST(ByteFlow, WhatIsNotAcknowledgedIsCountedEachTime) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn, 1));
    flow.add(segment(1001, 536, kTcpAck, 2));
    flow.add(segment(1537, 1460, kTcpAck, 3));
    flow.acknowledged(1537, at(4));
    flow.add(segment(1537, 1460, kTcpAck, 5));
    flow.add(segment(1537, 1460, kTcpAck, 6));
    EXPECT_FALSE(flow.all_acknowledged());
    EXPECT_EQ(flow.largest_acknowledged(), 536u) << "the larger segment never arrived";
    const auto waiting = flow.first_unacknowledged();
    ASSERT_TRUE(waiting.has_value());
    EXPECT_EQ(waiting->length, 1460u);
    EXPECT_EQ(waiting->times_sent, 3u);
    ASSERT_EQ(waiting->sent.size(), 3u);
    EXPECT_EQ(waiting->sent.back().frame, 6u);
    flow.acknowledged(2997, at(7));
    EXPECT_FALSE(flow.first_unacknowledged().has_value());
    EXPECT_EQ(flow.largest_acknowledged(), 1460u);
}

TEST(ByteFlow, ALaterSegmentThatIsRepeatedIsTheOneThatWaits) {
    ByteFlow flow;
    flow.add(segment(1001, 1448, kTcpAck, 1));  // its acknowledgement is not in the capture
    for (std::uint32_t i = 2; i <= 5; ++i) flow.add(segment(2449, 700, kTcpAck, i));
    const auto waiting = flow.first_unacknowledged();
    ASSERT_TRUE(waiting.has_value());
    EXPECT_EQ(waiting->length, 700u);
    EXPECT_EQ(waiting->times_sent, 4u);
}

TEST(ByteFlow, KeepsTheFirstOfManySends) {
    ByteFlow flow;
    for (std::uint32_t i = 1; i <= 20; ++i) flow.add(segment(1001, 100, kTcpAck, i));
    const auto waiting = flow.first_unacknowledged();
    ASSERT_TRUE(waiting.has_value());
    EXPECT_EQ(waiting->times_sent, 20u);
    EXPECT_EQ(waiting->sent.size(), ByteFlow::kSendsKept);
}

TEST(ByteFlow, TheSynsAcknowledgementIsOne) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn, 1));
    EXPECT_FALSE(flow.any_acknowledged());
    flow.acknowledged(1001, at(2));
    EXPECT_TRUE(flow.any_acknowledged());
}

}  // namespace
}  // namespace capf::phones
