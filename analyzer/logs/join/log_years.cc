// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_years.h"

#include <algorithm>
#include <limits>

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kNear = 90, kFar = 180;  // days
constexpr int kAxisYear = 1970;                 // of ReadOptions: the year in which such a log's axis begins
constexpr int kMostYears = 25;                  // that one log goes on for: more than LogClock counts

std::int64_t day_in(int year, const LogTime &time) {
    return days_since_1970(year, time.month, time.day);
}

std::int64_t time_in(int year, const LogTime &time) {
    return day_in(year, time) * wire::kNanosecondsPerDay + time.of_day -
           time.zone.value_or(0) * wire::kNanosecondsPerSecond;
}

// How many years after the one in which the log's axis begins.
std::optional<int> years_on_axis(const LogEvent &event) {
    for (int years = -1; years < kMostYears; ++years) {
        if (time_in(kAxisYear + years, event.time) == *event.at) return years;
    }
    return std::nullopt;
}

bool lacks_year(const LogEvent &event) {
    return event.at && event.time.has_date() && event.time.year == 0;
}

}  // namespace

LogYears::LogYears(const std::vector<CollectedLog> &logs) {
    for (const CollectedLog &log : logs) {
        for (const LogEvent &event : log.events) {
            if (event.at && event.time.year != 0) days_.insert(day_in(event.time.year, event.time));
        }
    }
    for (const CollectedLog &log : logs) {
        const auto first = std::ranges::find_if(log.events, lacks_year);
        if (first == log.events.end() || years_.contains(log.first_file)) continue;
        const auto year = year_of(*first);
        if (year) years_.emplace(log.first_file, *year);
    }
}

std::optional<int> LogYears::year_of(const LogEvent &first) const {
    constexpr std::int64_t kDaysOfYear = 365;
    const auto years = years_on_axis(first);
    if (days_.empty() || !years) return std::nullopt;
    std::int64_t nearest = std::numeric_limits<std::int64_t>::max(), next = nearest;
    int year = 0;
    const int from = kAxisYear + static_cast<int>(*days_.begin() / kDaysOfYear) - 2;
    const int to = kAxisYear + static_cast<int>(*days_.rbegin() / kDaysOfYear) + 2;
    for (int one = from; one <= to; ++one) {
        const std::int64_t days = days_to_nearest(day_in(one, first.time));
        if (days < nearest) {
            next = nearest;
            nearest = days;
            year = one;
        } else {
            next = std::min(next, days);
        }
    }
    if (nearest > kNear || next < kFar) return std::nullopt;
    return year - *years;
}

std::int64_t LogYears::days_to_nearest(std::int64_t day) const {
    const auto after = days_.lower_bound(day);
    std::int64_t days = std::numeric_limits<std::int64_t>::max();
    if (after != days_.end()) days = *after - day;
    if (after != days_.begin()) days = std::min(days, day - *std::prev(after));
    return days;
}

std::optional<std::int64_t> LogYears::time_of(const CollectedLog &log, const LogEvent &event) const {
    if (!event.at || !event.time.has_date()) return std::nullopt;
    if (event.time.year != 0) return event.at;
    const auto year = years_.find(log.first_file);
    const auto years = years_on_axis(event);
    if (year == years_.end() || !years) return std::nullopt;
    return time_in(year->second + *years, event.time);
}

}  // namespace capf::logs
