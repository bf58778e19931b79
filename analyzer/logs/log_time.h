// SPDX-License-Identifier: GPL-2.0-or-later
// The time that a line of a log gives, as far as it gives one, and the scanning of the ways in which it is written.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace capf::logs {

// What is missing stays empty: a phone's console has no year, a TVS trace no date, and no trace of CUCM a zone.
struct LogTime {
    std::int16_t year = 0;             // 0: not said
    std::uint8_t month = 0, day = 0;   // 1 to 12, 1 to 31; 0: not said
    std::int64_t of_day = -1;          // nanoseconds since midnight by the log's own clock; -1: no time at all
    std::int64_t resolution = 0;       // nanoseconds: of the last digit that is written
    std::optional<std::int32_t> zone;  // seconds east of UTC

    [[nodiscard]] bool has_time() const { return of_day >= 0; }
    [[nodiscard]] bool has_date() const { return month != 0; }
    friend bool operator==(const LogTime &, const LogTime &) = default;
};

// Each takes what it reads off the front of `rest`; where it returns false, `rest` is as it was.

// "07:28:32", "07:28:32.110", "06:33:59.011270": up to nine digits of a second.
[[nodiscard]] bool scan_time_of_day(std::string_view &rest, LogTime &time);
// "12:04:33a", "1:04:33pm": twelve hours.
[[nodiscard]] bool scan_half_day_time(std::string_view &rest, LogTime &time);
// "Nov 29", "Nov  3".
[[nodiscard]] bool scan_month_and_day(std::string_view &rest, LogTime &time);
// "2026". Of a clock that was ever set: 1970 to 2199.
[[nodiscard]] bool scan_year(std::string_view &rest, LogTime &time);
// "2026-11-29".
[[nodiscard]] bool scan_iso_date(std::string_view &rest, LogTime &time);
// "Z", "+0100", "-05:30".
[[nodiscard]] bool scan_zone(std::string_view &rest, LogTime &time);

// Days from 1970-01-01 to this date of the Gregorian calendar. A day that the month does not have counts on into the
// next month.
[[nodiscard]] std::int64_t days_since_1970(int year, int month, int day);

}  // namespace capf::logs
