// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/log_clock.h"

#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond, kHour = 3600 * kSecond, kDay = 24 * kHour;

LogTime clock(std::int64_t of_day) {
    LogTime time;
    time.of_day = of_day;
    return time;
}

LogTime dated(int month, int day, std::int64_t of_day) {
    LogTime time = clock(of_day);
    time.month = static_cast<std::uint8_t>(month);
    time.day = static_cast<std::uint8_t>(day);
    return time;
}

TEST(LogClock, GoesOnOverMidnight) {
    LogClock log;
    EXPECT_EQ(log.place(clock(23 * kHour))->at, 23 * kHour);
    EXPECT_EQ(log.place(clock(kSecond))->at, kDay + kSecond);
    EXPECT_EQ(log.place(clock(kDay - kSecond))->at, kDay - kSecond) << "a late line of the day before";
    EXPECT_EQ(log.place(clock(2 * kSecond))->at, kDay + 2 * kSecond);
    EXPECT_EQ(log.place(clock(23 * kHour))->at, kDay + 23 * kHour);
    EXPECT_EQ(log.place(clock(0))->at, 2 * kDay);
    EXPECT_EQ(log.place(clock(0))->stretch, 0U);
}

TEST(LogClock, LinesALittleOutOfOrderAreOneStretch) {
    LogClock log;
    static_cast<void>(log.place(clock(10 * kHour)));
    const auto late = log.place(clock(10 * kHour - kSecond));
    EXPECT_EQ(late->at, 10 * kHour - kSecond);
    EXPECT_EQ(late->stretch, 0U);
}

TEST(LogClock, ATimeThatJumpsBackIsAnotherStretch) {
    LogClock log;
    static_cast<void>(log.place(clock(10 * kHour)));
    const auto back = log.place(clock(9 * kHour));
    EXPECT_EQ(back->at, 9 * kHour);
    EXPECT_EQ(back->stretch, 1U);
    EXPECT_EQ(log.place(clock(9 * kHour + kSecond))->stretch, 1U);
}

// A phone's console begins at midnight when it boots, until it has the time.
TEST(LogClock, ARestartIsNoMidnight) {
    LogClock log;
    static_cast<void>(log.place(clock(14 * kHour)));
    const auto boot = log.place(clock(kSecond), true);
    EXPECT_EQ(boot->at, kSecond);
    EXPECT_EQ(boot->stretch, 1U);
}

TEST(LogClock, ADateWithoutAYearGoesOverTheTurnOfTheYear) {
    LogClock log(2026);
    const std::int64_t last_day = days_since_1970(2026, 12, 31) * kDay;
    EXPECT_EQ(log.place(dated(12, 31, 23 * kHour))->at, last_day + 23 * kHour);
    EXPECT_EQ(log.place(dated(1, 1, kSecond))->at, last_day + kDay + kSecond);
    EXPECT_EQ(log.place(dated(12, 31, kDay - kSecond))->at, last_day + kDay - kSecond) << "a late line";
    EXPECT_EQ(log.place(dated(1, 1, 2 * kSecond))->at, last_day + kDay + 2 * kSecond);
}

TEST(LogClock, AWholeDateWithItsZoneIsTheTime) {
    LogTime time = dated(11, 29, 13 * kHour);
    time.year = 2026;
    time.zone = 3600;
    EXPECT_EQ(LogClock().place(time)->at, days_since_1970(2026, 11, 29) * kDay + 12 * kHour);
}

// Status messages are listed with the newest first.
TEST(LogClock, WholeDatesMayStandInAnyOrder) {
    LogClock log;
    LogTime time = dated(11, 29, 13 * kHour);
    time.year = 2026;
    static_cast<void>(log.place(time));
    time.day = 28;
    EXPECT_EQ(log.place(time)->stretch, 0U);
}

TEST(LogClock, AGapOfMonthsIsNoTurnOfTheYear) {
    LogClock log(2026);
    static_cast<void>(log.place(dated(1, 5, 0)));
    EXPECT_EQ(log.place(dated(10, 5, 0))->at, days_since_1970(2026, 10, 5) * kDay);
}

TEST(LogClock, TimesThatJumpForEverStayInReach) {
    LogClock days, years(2026);
    std::int64_t latest_day = 0, latest_year = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        const bool even = i % 2 == 0;
        latest_day = days.place(clock(even ? 23 * kHour : kHour))->at;
        latest_year = years.place(dated(even ? 8 : 1, 1, 0))->at;
    }
    EXPECT_GT(latest_day, 0);
    EXPECT_LT(latest_day, 20'000 * kDay);
    EXPECT_GT(latest_year, days_since_1970(2026, 1, 1) * kDay);
    EXPECT_LT(latest_year, days_since_1970(2100, 1, 1) * kDay);
}

TEST(LogClock, WithoutATimeThereIsNoPlace) {
    EXPECT_FALSE(LogClock().place(LogTime{}));
}

}  // namespace
}  // namespace capf::logs
