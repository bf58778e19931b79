// SPDX-License-Identifier: GPL-2.0-or-later
// Packets that a sender numbered, and those that are missing.
#include "analyzer/phones/packet_counter.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace capf::phones {
namespace {

// Counts packets without payload, a nanosecond apart.
PacketCounter counted(int established, std::initializer_list<std::uint16_t> ids) {
    PacketCounter counter(established);
    std::uint32_t frame = 0;
    for (const std::uint16_t id : ids) {
        ++frame;
        counter.count(id, 0, {frame, frame});
    }
    return counter;
}

TEST(PacketCounter, AJumpShowsMissingPackets) {
    const auto missing = counted(3, {10, 11, 12, 13, 20}).missing();
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(missing.front().when.begin, 4);
    EXPECT_EQ(missing.front().when.end, 5);
    EXPECT_EQ(missing.front().next.frame, 5U);
}

TEST(PacketCounter, OnlyWhoHasCountedForAWhileCounts) {
    EXPECT_TRUE(counted(3, {10, 11, 15, 16, 30}).missing().empty());
}

TEST(PacketCounter, PacketsOutOfOrderAreNotMissing) {
    EXPECT_TRUE(counted(3, {10, 11, 12, 13, 15, 14, 16, 17}).missing().empty());
    EXPECT_TRUE(counted(3, {10, 11, 12, 13, 16, 15, 14, 17}).missing().empty());
    EXPECT_TRUE(counted(3, {65531, 65532, 65533, 65534, 1, 65535, 0, 2}).missing().empty());
}

TEST(PacketCounter, OnePacketOfTwoThatComesLateLeavesOneMissing) {
    const auto missing = counted(3, {10, 11, 12, 13, 16, 14, 17}).missing();
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(missing.front().next.frame, 5U);
}

TEST(PacketCounter, ThePacketBehindALateOneIsNoJump) {
    EXPECT_EQ(counted(3, {10, 11, 12, 13, 15, 14, 16, 17, 19}).missing().size(), 1U);
}

TEST(PacketCounter, ASegmentThatWasCutTookMoreNumbers) {
    PacketCounter counter(1);
    counter.count(10, 0, {1, 1});
    counter.count(11, 3000, {2, 2});
    counter.count(14, 0, {3, 3});
    EXPECT_TRUE(counter.missing().empty());
    counter.count(18, 0, {4, 4});     // 15 to 17 are those of
    counter.count(15, 1400, {5, 5});  // a segment that comes late
    EXPECT_TRUE(counter.missing().empty());
}

TEST(PacketCounter, WhatIsNotNumberedIsNoJump) {
    PacketCounter counter = counted(1, {10, 11, 0, 12});
    counter.pause();
    counter.count(20, 0, {5, 5});
    counter.count(21, 0, {6, 6});
    EXPECT_TRUE(counter.missing().empty());
}

TEST(PacketCounter, NumbersGoRound) {
    EXPECT_TRUE(counted(1, {65534, 65535, 0, 1, 2}).missing().empty());
}

}  // namespace
}  // namespace capf::phones
