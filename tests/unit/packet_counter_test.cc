// SPDX-License-Identifier: GPL-2.0-or-later
// Packets that a sender numbered, and those that are missing.
#include "analyzer/phones/packet_counter.h"

#include <gtest/gtest.h>

namespace capf::phones {
namespace {

TEST(PacketCounter, AJumpShowsMissingPackets) {
    PacketCounter counter(3);
    for (std::uint16_t id = 10; id < 14; ++id) EXPECT_FALSE(counter.count(id, 0, id).has_value());
    const auto missing = counter.count(20, 0, 30);
    ASSERT_TRUE(missing.has_value());
    EXPECT_EQ(missing->begin, 13);
    EXPECT_EQ(missing->end, 30);
}

TEST(PacketCounter, OnlyWhoHasCountedForAWhileCounts) {
    PacketCounter counter(3);
    for (const int id : {10, 11, 15, 16, 30}) EXPECT_FALSE(counter.count(static_cast<std::uint16_t>(id), 0, id));
}

TEST(PacketCounter, ASegmentThatWasCutTookMoreNumbers) {
    PacketCounter counter(1);
    EXPECT_FALSE(counter.count(10, 0, 1));
    EXPECT_FALSE(counter.count(11, 3000, 2));
    EXPECT_FALSE(counter.count(14, 0, 3));
}

TEST(PacketCounter, WhatIsNotNumberedIsNoJump) {
    PacketCounter counter(1);
    EXPECT_FALSE(counter.count(10, 0, 1));
    EXPECT_FALSE(counter.count(11, 0, 2));
    EXPECT_FALSE(counter.count(0, 0, 3));
    EXPECT_FALSE(counter.count(12, 0, 4));
    counter.pause();
    EXPECT_FALSE(counter.count(20, 0, 5));
    EXPECT_FALSE(counter.count(21, 0, 6));
}

TEST(PacketCounter, NumbersGoRound) {
    PacketCounter counter(1);
    for (const int id : {65534, 65535, 0, 1, 2}) EXPECT_FALSE(counter.count(static_cast<std::uint16_t>(id), 0, id));
}

}  // namespace
}  // namespace capf::phones
