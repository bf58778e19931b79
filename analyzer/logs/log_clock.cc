// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/log_clock.h"

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kHour = wire::kSecondsPerHour * wire::kNanosecondsPerSecond;
// Threads write their lines a little out of order; more than this is a clock that was set.
constexpr std::int64_t kDisorder = 5 * wire::kNanosecondsPerSecond;
constexpr int kHalfYear = 6, kJanuary = 1, kDecember = 12;  // months
// Of one log: times that go on and on back and forth are no clock.
constexpr int kMostTurns = 20;
constexpr std::int64_t kMostDays = 10'000;

}  // namespace

std::int64_t LogClock::day_of(const LogTime &time, bool restarted) {
    if (time.year != 0) return days_since_1970(time.year, time.month, time.day);
    if (time.has_date()) {
        if (last_month_ == kJanuary && time.month == kDecember) {
            return days_since_1970(year_ + turns_ - 1, time.month, time.day);  // a late line of the old year
        }
        if (last_month_ - time.month > kHalfYear && turns_ < kMostTurns) ++turns_;
        last_month_ = time.month;
        return days_since_1970(year_ + turns_, time.month, time.day);
    }
    if (!last_ || restarted) return day_;
    if (last_of_day_ - time.of_day > wire::kNanosecondsPerDay / 2 && day_ < kMostDays) return ++day_;
    const bool late_line = time.of_day > wire::kNanosecondsPerDay - kHour && last_of_day_ < kHour && day_ > 0;
    return late_line ? day_ - 1 : day_;
}

std::optional<LogClock::Place> LogClock::place(const LogTime &time, bool restarted) {
    if (!time.has_time()) return std::nullopt;
    const std::int64_t day = day_of(time, restarted);
    const std::int64_t at =
        day * wire::kNanosecondsPerDay + time.of_day - time.zone.value_or(0) * wire::kNanosecondsPerSecond;
    // A log that writes its year may be in any order, and says where each line belongs.
    const bool set_back = last_ && time.year == 0 && at < *last_ - kDisorder;
    if (last_ && (restarted || set_back)) ++stretch_;
    // A line that is a little late says nothing of where the clock is.
    if (!last_ || restarted || set_back || at > *last_) {
        last_ = at;
        last_of_day_ = time.of_day;
    }
    return Place{at, stretch_};
}

}  // namespace capf::logs
