// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_years.h"

#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kDay = wire::kSecondsPerDay * wire::kNanosecondsPerSecond;
constexpr std::int64_t kNoon = kDay / 2;

// A log with an event at noon of each date; without a year as they stand on the axis of such logs.
struct Date {
    int year = 0, month = 0, day = 0;
};

CollectedLog log_of(std::size_t number, const std::vector<Date> &dates) {
    CollectedLog log;
    log.first_file = number;
    LogClock clock;
    for (const Date &date : dates) {
        LogEvent event;
        event.time.year = static_cast<std::int16_t>(date.year);
        event.time.month = static_cast<std::uint8_t>(date.month);
        event.time.day = static_cast<std::uint8_t>(date.day);
        event.time.of_day = kNoon;
        event.at = clock.place(event.time)->at;
        log.events.push_back(std::move(event));
    }
    return log;
}

std::vector<std::optional<std::int64_t>> times(const std::vector<Date> &dates, const std::vector<Date> &beside) {
    const std::vector<CollectedLog> logs = {log_of(0, dates), log_of(1, beside)};
    const LogYears years(logs);
    std::vector<std::optional<std::int64_t>> times;
    for (const LogEvent &event : logs[0].events) times.push_back(years.time_of(logs[0], event));
    return times;
}

std::int64_t noon(int year, int month, int day) {
    return days_since_1970(year, month, day) * kDay + kNoon;
}

std::vector<std::optional<std::int64_t>> these(std::initializer_list<std::optional<std::int64_t>> list) {
    return list;
}

TEST(LogYears, TheYearIsThatInWhichAnotherLogIsNear) {
    EXPECT_EQ(times({{0, 11, 23}}, {{2026, 11, 23}}), these({noon(2026, 11, 23)}));
    EXPECT_EQ(times({{0, 12, 20}}, {{2027, 1, 3}}), these({noon(2026, 12, 20)}));
    EXPECT_EQ(times({{0, 2, 28}, {0, 3, 1}}, {{2024, 2, 29}}), these({noon(2024, 2, 28), noon(2024, 3, 1)}));
}

TEST(LogYears, ALogGoesOnOverTheTurnOfTheYear) {
    EXPECT_EQ(times({{0, 12, 31}, {0, 1, 1}}, {{2026, 12, 30}}), these({noon(2026, 12, 31), noon(2027, 1, 1)}));
    EXPECT_EQ(times({{0, 12, 31}, {0, 1, 1}}, {{2027, 1, 2}}), these({noon(2026, 12, 31), noon(2027, 1, 1)}));
}

TEST(LogYears, NothingIsGuessed) {
    EXPECT_EQ(times({{0, 11, 23}}, {}), these({std::nullopt}));
    EXPECT_EQ(times({{0, 11, 23}}, {{2026, 6, 1}}), these({std::nullopt})) << "far from it";
    EXPECT_EQ(times({{0, 11, 23}}, {{2025, 11, 20}, {2026, 11, 20}}), these({std::nullopt})) << "two years would do";
}

TEST(LogYears, ALogsOwnYearIsTaken) {
    EXPECT_EQ(times({{2020, 11, 23}}, {{2026, 11, 23}}), these({noon(2020, 11, 23)}));
}

TEST(LogYears, ATimeOfDayHasNoDate) {
    CollectedLog log;
    LogEvent event;
    event.time.of_day = kNoon;
    event.at = kNoon;
    log.events.push_back(event);
    EXPECT_FALSE(LogYears({log, log_of(1, {{2026, 11, 23}})}).time_of(log, event));
}

}  // namespace
}  // namespace capf::logs
