// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/clock.h"

#include <string_view>

#include "analyzer/language/translate.h"
#include "analyzer/report/report_time.h"

namespace capf::report {
namespace {

// Where the parts of "2013-11-19 10:56:40.123456 +0100" are.
constexpr std::size_t kHour = 11, kMinuteEnd = 16, kSecondEnd = 19;

std::string cut(std::string_view text, std::size_t from, std::size_t to) {
    if (text.size() < to) return std::string(text);
    return std::string(text.substr(from, to - from));
}

}  // namespace

std::string Clock::date(std::int64_t time) const {
    return display_ == TimeDisplay::local ? local_words(time) : utc_words(time);
}

std::string Clock::moment(std::int64_t time, int decimals) const {
    if (relative()) return seconds_words(time - zero_, decimals);
    return cut(date(time), 0, kSecondEnd + 1 + static_cast<std::size_t>(decimals));
}

std::string Clock::hour(std::int64_t time) const {
    if (relative()) return seconds_words(time - zero_, 3);
    return cut(date(time), kHour, kSecondEnd + 4);
}

std::string Clock::minute(std::int64_t time) const {
    return cut(date(time), 0, kMinuteEnd);
}

std::string Clock::unit() const {
    return relative() ? "s" : zone();
}

std::string Clock::zone() const {
    if (display_ != TimeDisplay::local) return "UTC";
    const std::string words = local_words(zero_);
    const std::string zone = words.substr(words.rfind(' ') + 1);
    return zone == "UTC" ? zone : "UTC" + zone;
}

std::string Clock::words() const {
    return relative() ? tr("seconds from the capture's first frame") : tr_format("in {}", zone());
}

}  // namespace capf::report
