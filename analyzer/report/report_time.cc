// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/report_time.h"

#include <cstdlib>
#include <ctime>
#include <string_view>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "plugin/wire/time_units.h"

namespace capf::report {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;

struct Parts {
    std::int64_t seconds, nanoseconds;  // nanoseconds never negative
};

Parts split(std::int64_t time) {
    std::int64_t seconds = time / kNanoseconds, rest = time % kNanoseconds;
    if (rest < 0) {
        rest += kNanoseconds;
        --seconds;
    }
    return {seconds, rest};
}

std::string strftime_utc(std::int64_t seconds, const char *format) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    if (gmtime_r(&time, &parts) == nullptr) return "?";
    char text[64];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

// In the zone of TZ; `fraction` of the second as it is to be shown.
std::string with_zone(std::int64_t time, const std::string &fraction) {
    const auto seconds = static_cast<std::time_t>(split(time).seconds);
    std::tm local{};
    if (localtime_r(&seconds, &local) == nullptr) return "?";
    char date[64], zone[16];
    const std::string before(date, std::strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &local));
    std::string after(zone, std::strftime(zone, sizeof zone, "%z", &local));
    if (local.tm_gmtoff == 0 && std::string_view(local.tm_zone) == "UTC") after = "UTC";
    return fmt::format("{}{} {}", before, fraction, after);
}

}  // namespace

std::string rfc3339(std::int64_t time) {
    const Parts parts = split(time);
    return fmt::format("{}.{:09}Z", strftime_utc(parts.seconds, "%Y-%m-%dT%H:%M:%S"), parts.nanoseconds);
}

std::string rfc3339_seconds(std::int64_t seconds) {
    return strftime_utc(seconds, "%Y-%m-%dT%H:%M:%SZ");
}

std::string utc_words(std::int64_t time) {
    const Parts parts = split(time);
    return fmt::format("{}.{:06} UTC", strftime_utc(parts.seconds, "%Y-%m-%d %H:%M:%S"), parts.nanoseconds / 1000);
}

std::string local_words(std::int64_t time) {
    return with_zone(time, fmt::format(".{:06}", split(time).nanoseconds / 1000));
}

std::string utc_second(std::int64_t time) {
    return strftime_utc(split(time).seconds, "%Y-%m-%d %H:%M:%S UTC");
}

std::string local_second(std::int64_t time) {
    return with_zone(time, "");
}

std::string utc_date(std::int64_t seconds) {
    return strftime_utc(seconds, "%Y-%m-%d");
}

std::string seconds_words(std::int64_t span, int decimals) {
    return fmt::format("{:.{}f}", static_cast<double>(span) / kNanoseconds, decimals);
}

std::string span_words(std::int64_t span) {
    const std::int64_t seconds = span / kNanoseconds;
    if (std::abs(seconds) < wire::kSecondsPerMinute) return tr_format("{} s", seconds_words(span, 1));
    if (seconds < wire::kSecondsPerHour)
        return tr_format("{0} min {1} s", seconds / wire::kSecondsPerMinute, seconds % wire::kSecondsPerMinute);
    if (seconds < wire::kSecondsPerDay)
        return tr_format("{0} h {1} min", seconds / wire::kSecondsPerHour,
                         seconds % wire::kSecondsPerHour / wire::kSecondsPerMinute);
    return tr_format("{} days", seconds / wire::kSecondsPerDay);
}

}  // namespace capf::report
