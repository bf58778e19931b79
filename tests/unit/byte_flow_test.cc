// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "analyzer/phones/connection.h"

namespace capf::phones {
namespace {

using dissection::kTcpAck;
using dissection::kTcpSyn;
using dissection::TcpSegment;

TcpSegment segment(std::uint32_t sequence, std::uint32_t length, std::uint8_t flags = kTcpAck) {
    TcpSegment result;
    result.sequence = sequence;
    result.length = length;
    result.flags = flags;
    return result;
}

TEST(ByteFlow, CountsEachByteOnceAcrossTheWrap) {
    ByteFlow flow;
    const std::uint32_t start = 0xffffff00;
    flow.add(segment(start, 0, kTcpSyn));
    flow.add(segment(start + 1, 200));
    flow.add(segment(start + 201, 200));
    flow.add(segment(start + 101, 200));  // a retransmission over both
    EXPECT_EQ(flow.captured(), 400u);
    flow.acknowledged(start + 401);
    EXPECT_FALSE(flow.lost_in_capture());
}

TEST(ByteFlow, AcknowledgedHoleIsTheCapturesLoss) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn));
    flow.add(segment(1001, 100));
    flow.add(segment(1201, 100));
    EXPECT_FALSE(flow.lost_in_capture()) << "nothing was acknowledged yet";
    flow.acknowledged(1301);
    EXPECT_TRUE(flow.lost_in_capture());
}

TEST(ByteFlow, FirstSegmentMissingIsSeen) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn));
    flow.add(segment(1101, 100));
    flow.acknowledged(1201);
    EXPECT_TRUE(flow.lost_in_capture());
}

TEST(ByteFlow, FinIsNoLostByte) {
    ByteFlow flow;
    flow.add(segment(1000, 0, kTcpSyn));
    flow.add(segment(1001, 10));
    flow.acknowledged(1012);
    EXPECT_FALSE(flow.lost_in_capture());
}

TEST(ByteFlow, CutFrameIsTheCapturesLoss) {
    ByteFlow flow;
    TcpSegment cut = segment(1, 1000);
    cut.cut = true;
    flow.add(cut);
    EXPECT_TRUE(flow.lost_in_capture());
}

}  // namespace
}  // namespace capf::phones
