// SPDX-License-Identifier: GPL-2.0-or-later
// The ladder with the lines of logs at their places.
#pragma once

#include <string>
#include <vector>

#include "analyzer/report/ladder.h"

namespace capf::report {

// An arrow with the frame or frames that it stands for, or a line of a log with its place ("tftp:1234"), from nobody.
struct LadderLine {
    Arrow arrow;
    std::string frames;

    [[nodiscard]] bool is_of_log() const { return arrow.from.empty() && arrow.to.empty(); }
};

// Earliest first. Of logs the lines that matter, and whose time is known.
[[nodiscard]] std::vector<LadderLine> ladder_lines(const findings::CaptureReport &capture,
                                                   const findings::PhoneReport &phone);

}  // namespace capf::report
