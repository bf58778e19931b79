// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/log_time.h"

#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

using wire::kNanosecondsPerSecond;
constexpr std::int64_t kHour = wire::kSecondsPerHour * kNanosecondsPerSecond;

TEST(LogTime, TimeOfDayWithAnyFraction) {
    std::string_view text = "06:33:59.011270 rest";
    LogTime time;
    ASSERT_TRUE(scan_time_of_day(text, time));
    EXPECT_EQ(text, " rest");
    EXPECT_EQ(time.of_day, 6 * kHour + (33 * 60 + 59) * kNanosecondsPerSecond + 11'270'000);
    EXPECT_EQ(time.resolution, 1000);

    text = "06:33:59.";
    ASSERT_TRUE(scan_time_of_day(text, time));
    EXPECT_EQ(text, ".");
    EXPECT_EQ(time.resolution, kNanosecondsPerSecond);

    text = "00:00:00.12345678901234";
    ASSERT_TRUE(scan_time_of_day(text, time));
    EXPECT_EQ(time.of_day, 123'456'789);
    EXPECT_TRUE(text.empty());
}

TEST(LogTime, WhatIsNoTimeIsLeftAlone) {
    for (const std::string_view wrong : {"24:00:00", "12:60:00", "12:00:61", "1:00:00", "12:00", "", "ab:cd:ef"}) {
        std::string_view text = wrong;
        LogTime time;
        EXPECT_FALSE(scan_time_of_day(text, time)) << wrong;
        EXPECT_EQ(text, wrong);
        EXPECT_FALSE(time.has_time());
    }
}

TEST(LogTime, TwelveHours) {
    const auto hour = [](std::string_view text) {
        LogTime time;
        return scan_half_day_time(text, time) ? time.of_day / kHour : -1;
    };
    EXPECT_EQ(hour("12:04:33a"), 0);
    EXPECT_EQ(hour("1:04:33a"), 1);
    EXPECT_EQ(hour("12:04:33pm"), 12);
    EXPECT_EQ(hour("11:04:33p"), 23);
    EXPECT_EQ(hour("13:04:33p"), -1);
    EXPECT_EQ(hour("0:04:33a"), -1);
    EXPECT_EQ(hour("1:04:33"), -1);
    EXPECT_EQ(hour("1:04:33x"), -1);
}

TEST(LogTime, DatesAndZones) {
    LogTime time;
    std::string_view text = "Nov  3 x";
    ASSERT_TRUE(scan_month_and_day(text, time));
    EXPECT_EQ(time.month, 11);
    EXPECT_EQ(time.day, 3);
    EXPECT_EQ(text, " x");
    for (const std::string_view wrong : {"Nox 3", "Nov 32", "Nov 0", "Nov", "Nov x", "Nov3"}) {
        text = wrong;
        EXPECT_FALSE(scan_month_and_day(text, time)) << wrong;
        EXPECT_EQ(text, wrong);
    }
    text = "2026-11-29T";
    ASSERT_TRUE(scan_iso_date(text, time));
    EXPECT_EQ(time.year, 2026);
    EXPECT_EQ(text, "T");
    for (const std::string_view wrong : {"1969-11-29", "2919-06-10", "0000-01-01", "2026-13-01", "2026-11-32"}) {
        text = wrong;
        EXPECT_FALSE(scan_iso_date(text, time)) << wrong;
        EXPECT_EQ(text, wrong);
        EXPECT_EQ(time.year, 2026);
    }
    for (const auto &[zone, seconds] : {std::pair{"Z", 0}, {"+0100", 3600}, {"-05:30", -19800}}) {
        text = zone;
        ASSERT_TRUE(scan_zone(text, time)) << zone;
        EXPECT_EQ(time.zone, seconds);
    }
    text = "+9900";
    EXPECT_FALSE(scan_zone(text, time));
}

TEST(LogTime, DaysSince1970) {
    EXPECT_EQ(days_since_1970(1970, 1, 1), 0);
    EXPECT_EQ(days_since_1970(2000, 3, 1), 11017);
    EXPECT_EQ(days_since_1970(2026, 11, 29), 20786);
    EXPECT_EQ(days_since_1970(1969, 12, 31), -1);
    EXPECT_EQ(days_since_1970(2026, 2, 29), days_since_1970(2026, 3, 1));
}

}  // namespace
}  // namespace capf::logs
