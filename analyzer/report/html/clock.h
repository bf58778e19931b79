// SPDX-License-Identifier: GPL-2.0-or-later
// Times in the HTML report, as --time asks for them.
#pragma once

#include <cstdint>
#include <string>

#include "analyzer/report/text_options.h"

namespace capf::report {

// All times are nanoseconds since 1970.
class Clock {
public:
    // `zero`: the capture's first frame.
    Clock(TimeDisplay display, std::int64_t zero) : display_(display), zero_(zero) {}

    [[nodiscard]] bool relative() const { return display_ == TimeDisplay::relative; }
    [[nodiscard]] std::int64_t zero() const { return zero_; }

    // "73.824", or "2013-11-19 10:56:40.123" in the zone that zone() names.
    [[nodiscard]] std::string moment(std::int64_t time, int decimals = 3) const;
    // "73.824" or "10:56:40.123": for a drawing, where there is little room.
    [[nodiscard]] std::string hour(std::int64_t time) const;
    // "2013-11-19 10:56:40.123456 UTC", also where times are relative.
    [[nodiscard]] std::string date(std::int64_t time) const;
    // The same to the minute and without the zone.
    [[nodiscard]] std::string minute(std::int64_t time) const;

    // "s", "UTC", "UTC+0100": what moment() is to be read in.
    [[nodiscard]] std::string unit() const;
    // "UTC", "UTC+0100": what date() is to be read in.
    [[nodiscard]] std::string zone() const;
    // "seconds from the capture's first frame", "in UTC".
    [[nodiscard]] std::string words() const;

private:
    TimeDisplay display_;
    std::int64_t zero_;
};

}  // namespace capf::report
