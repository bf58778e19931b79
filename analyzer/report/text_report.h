// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/ladder.h"

namespace capf::report {

enum class TimeDisplay {
    relative,  // seconds since the capture's first frame
    local,     // date and time in the zone of TZ
    utc,
};

// An arrow with the frame or frames that it stands for.
struct LadderLine {
    Arrow arrow;
    std::string frames;
};

struct TextOptions {
    bool color = false;
    TimeDisplay time = TimeDisplay::relative;
    // The ladder of the phone with this index, when it is not that of the capture alone.
    std::function<std::vector<LadderLine>(std::size_t)> ladder;
    // Likewise of its conclusion.
    std::function<std::string(std::size_t)> conclusion;
};

// One capture for people: per phone the ladder, the steps, what is wrong and what to do. Ends in a newline. Times are
// shown as `options.time` says.
[[nodiscard]] std::string text_report(const findings::CaptureReport &capture, const TextOptions &options);

}  // namespace capf::report
