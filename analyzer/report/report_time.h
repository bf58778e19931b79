// SPDX-License-Identifier: GPL-2.0-or-later
// Times and spans as reports show them. All times are nanoseconds since 1970, and may lie before it.
#pragma once

#include <cstdint>
#include <string>

namespace capf::report {

// "2013-11-19T10:56:40.123456789Z": RFC 3339 in UTC.
[[nodiscard]] std::string rfc3339(std::int64_t time);
// "2013-11-19T10:56:40Z", from Unix seconds.
[[nodiscard]] std::string rfc3339_seconds(std::int64_t seconds);

// "2013-11-19 10:56:40.123456 UTC"
[[nodiscard]] std::string utc_words(std::int64_t time);
// "2013-11-19 11:56:40.123456 +0100": in the zone of TZ.
[[nodiscard]] std::string local_words(std::int64_t time);
// The same to the second: "2013-11-19 10:56:40 UTC", "2013-11-19 11:56:40 +0100".
[[nodiscard]] std::string utc_second(std::int64_t time);
[[nodiscard]] std::string local_second(std::int64_t time);
// "2013-11-19", from Unix seconds.
[[nodiscard]] std::string utc_date(std::int64_t seconds);

// "73.824" with so many decimals.
[[nodiscard]] std::string seconds_words(std::int64_t span, int decimals);

// "0.8 s", "36.2 s", "2 min 5 s", "3 h 10 min", "2 days": for people.
[[nodiscard]] std::string span_words(std::int64_t span);

}  // namespace capf::report
