// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/log_time.h"

#include <algorithm>
#include <array>

#include "analyzer/logs/text_scan.h"
#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t kMostDigits = 9;  // of a second: nanoseconds

// Hours, minutes and seconds as they are written. A leap second is second 60.
bool scan_clock(std::string_view &rest, std::size_t hour_digits, LogTime &time) {
    int hour = 0, minute = 0, second = 0;
    std::string_view left = rest;
    if (!take_digits(left, hour_digits, hour) || !take(left, ":") || !take_digits(left, 2, minute) ||
        !take(left, ":") || !take_digits(left, 2, second)) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 60) return false;
    time.of_day =
        (hour * wire::kSecondsPerHour + minute * wire::kSecondsPerMinute + second) * wire::kNanosecondsPerSecond;
    time.resolution = wire::kNanosecondsPerSecond;
    rest = left;
    return true;
}

void scan_fraction(std::string_view &rest, LogTime &time) {
    if (rest.size() < 2 || rest[0] != '.' || !wire::is_digit(rest[1])) return;
    rest.remove_prefix(1);
    for (std::size_t i = 0; !rest.empty() && wire::is_digit(rest.front()); ++i, rest.remove_prefix(1)) {
        if (i >= kMostDigits) continue;
        time.resolution /= 10;
        time.of_day += (rest.front() - '0') * time.resolution;
    }
}

// Nanoseconds since 1970 go to 2262.
constexpr int kFirstYear = 1970, kLastYear = 2199;

bool is_date(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

}  // namespace

bool scan_time_of_day(std::string_view &rest, LogTime &time) {
    if (!scan_clock(rest, 2, time)) return false;
    scan_fraction(rest, time);
    return true;
}

bool scan_half_day_time(std::string_view &rest, LogTime &time) {
    std::string_view left = rest;
    LogTime read = time;
    const bool two_digits = left.size() > 1 && wire::is_digit(left[1]);
    if (!scan_clock(left, two_digits ? 2 : 1, read) || left.empty()) return false;
    const char half = left.front();
    if (half != 'a' && half != 'p') return false;
    left.remove_prefix(1);
    static_cast<void>(take(left, "m"));
    const std::int64_t hour = read.of_day / (wire::kSecondsPerHour * wire::kNanosecondsPerSecond);
    if (hour < 1 || hour > 12) return false;
    const std::int64_t wanted = hour % 12 + (half == 'p' ? 12 : 0);
    read.of_day += (wanted - hour) * wire::kSecondsPerHour * wire::kNanosecondsPerSecond;
    time = read;
    rest = left;
    return true;
}

bool scan_month_and_day(std::string_view &rest, LogTime &time) {
    std::string_view left = rest;
    const auto *const found = std::ranges::find(kMonths, left.substr(0, 3));
    if (found == kMonths.end()) return false;
    left.remove_prefix(3);
    if (!left.starts_with(' ')) return false;
    skip_spaces(left);
    int day = 0;
    const bool two_digits = left.size() > 1 && wire::is_digit(left[1]);
    if (!take_digits(left, two_digits ? 2 : 1, day)) return false;
    const int month = static_cast<int>(found - kMonths.begin()) + 1;
    if (!is_date(month, day)) return false;
    time.month = static_cast<std::uint8_t>(month);
    time.day = static_cast<std::uint8_t>(day);
    rest = left;
    return true;
}

bool scan_year(std::string_view &rest, LogTime &time) {
    std::string_view left = rest;
    int year = 0;
    if (!take_digits(left, 4, year) || year < kFirstYear || year > kLastYear) return false;
    time.year = static_cast<std::int16_t>(year);
    rest = left;
    return true;
}

bool scan_iso_date(std::string_view &rest, LogTime &time) {
    std::string_view left = rest;
    LogTime read = time;
    int month = 0, day = 0;
    if (!scan_year(left, read) || !take(left, "-") || !take_digits(left, 2, month) || !take(left, "-") ||
        !take_digits(left, 2, day) || !is_date(month, day)) {
        return false;
    }
    read.month = static_cast<std::uint8_t>(month);
    read.day = static_cast<std::uint8_t>(day);
    time = read;
    rest = left;
    return true;
}

bool scan_zone(std::string_view &rest, LogTime &time) {
    if (take(rest, "Z")) {
        time.zone = 0;
        return true;
    }
    std::string_view left = rest;
    if (left.empty() || (left.front() != '+' && left.front() != '-')) return false;
    const int sign = left.front() == '-' ? -1 : 1;
    left.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!take_digits(left, 2, hours)) return false;
    static_cast<void>(take(left, ":"));
    if (!take_digits(left, 2, minutes) || hours > 14 || minutes > 59) return false;
    time.zone = static_cast<std::int32_t>(sign * (hours * wire::kSecondsPerHour + minutes * wire::kSecondsPerMinute));
    rest = left;
    return true;
}

std::int64_t days_since_1970(int year, int month, int day) {
    // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last.
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

}  // namespace capf::logs
