// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/clock_offset.h"
#include "plugin/wire/time_units.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace capf::pair {
namespace {

constexpr std::int64_t kMillisecond = wire::kNanosecondsPerMillisecond, kSecond = wire::kNanosecondsPerSecond;
constexpr std::int64_t kOffset = -37'250 * kMillisecond;

CommonPacket packet(std::int64_t phone_time, std::int64_t offset, bool from_phone, std::int64_t delay, bool certain) {
    return {phone_time, phone_time + offset + (from_phone ? delay : -delay), from_phone, certain};
}

TEST(ClockOffset, TheLeastDelaysOfBothWaysDecide) {
    std::vector<CommonPacket> packets;
    for (int i = 0; i < 10; ++i) {
        packets.push_back(packet(i * kSecond, kOffset, true, (4 + i * 3) * kMillisecond, true));
        packets.push_back(packet(i * kSecond + 7, kOffset, false, (4 + (9 - i) * 20) * kMillisecond, true));
    }
    const auto clock = find_clock_offset(packets);
    ASSERT_TRUE(clock);
    EXPECT_NEAR(static_cast<double>(clock->offset - kOffset), 0, 1000.0);
    ASSERT_TRUE(clock->uncertainty);
    EXPECT_EQ(*clock->uncertainty, 4 * kMillisecond);
    EXPECT_EQ(clock->drift, 0);
}

TEST(ClockOffset, ManyWrongPairsDoNotMoveIt) {
    std::vector<CommonPacket> packets{packet(0, kOffset, true, kMillisecond, true),
                                      packet(kSecond, kOffset, false, kMillisecond, true)};
    // The same request sent every minute, paired with each other's copies.
    for (int i = 1; i < 6; ++i) packets.push_back(packet(i * kSecond, kOffset + i * 60 * kSecond, true, 0, false));
    const auto clock = find_clock_offset(packets);
    ASSERT_TRUE(clock);
    EXPECT_EQ(clock->offset, kOffset);
    EXPECT_EQ(clock->packets, 2u);
}

TEST(ClockOffset, OneWayOnlyLeavesTheDelayInItAndSaysSo) {
    const auto clock = find_clock_offset({packet(0, kOffset, true, 5 * kMillisecond, true)});
    ASSERT_TRUE(clock);
    EXPECT_EQ(clock->offset, kOffset + 5 * kMillisecond);
    EXPECT_FALSE(clock->uncertainty);
}

TEST(ClockOffset, AFastClockIsADrift) {
    std::vector<CommonPacket> packets;
    for (int i = 0; i < 40; ++i) {
        CommonPacket one = packet(i * 3 * kSecond, kOffset, i % 2 == 0, (2 + i % 3) * kMillisecond, true);
        one.cucm_time += i * 3 * 100'000;  // 100 ppm: 300 us in 3 s
        packets.push_back(one);
    }
    const auto clock = find_clock_offset(packets);
    ASSERT_TRUE(clock);
    EXPECT_NEAR(clock->drift * 1e6, 100, 10);
    EXPECT_LT(std::abs(clock->offset - kOffset), 2 * kMillisecond);
    const std::int64_t time = 100 * kSecond;
    EXPECT_NEAR(static_cast<double>(clock->to_phone(clock->to_cucm(time)) - time), 0, 1000.0);
}

TEST(ClockOffset, JitterIsNoDrift) {
    std::vector<CommonPacket> packets;
    for (int i = 0; i < 40; ++i)
        packets.push_back(packet(i * kSecond, kOffset, true, (i * 17 % 40) * kMillisecond, true));
    ASSERT_TRUE(find_clock_offset(packets));
    EXPECT_EQ(find_clock_offset(packets)->drift, 0);
}

TEST(ClockOffset, TooLittleIsNothing) {
    EXPECT_FALSE(find_clock_offset({}));
    EXPECT_FALSE(find_clock_offset({packet(0, kOffset, true, 0, false)}));
    EXPECT_FALSE(find_clock_offset({packet(0, kOffset, true, 0, false), packet(kSecond, 2 * kOffset, true, 0, false),
                                    packet(kSecond, 3 * kOffset, true, 0, false)}))
        << "three that do not agree";
}

}  // namespace
}  // namespace capf::pair
