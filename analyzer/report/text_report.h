// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "analyzer/sequence/verdict.h"

namespace capf::report {

enum class TimeDisplay {
    relative,  // seconds since the capture's first frame
    local,     // date and time in the zone of TZ
    utc,
};

struct TextOptions {
    bool color = false;
    TimeDisplay time = TimeDisplay::relative;
};

// One capture for people: per phone the ladder, the steps, what is wrong and what to do. Ends in a newline. Times are
// shown as `options.time` says.
[[nodiscard]] std::string text_report(const sequence::CaptureReport &capture, const TextOptions &options);

}  // namespace capf::report
