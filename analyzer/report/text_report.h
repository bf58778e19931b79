// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "analyzer/sequence/verdict.h"

namespace capf::report {

struct TextOptions {
    bool color = false;
};

// One capture for people: per phone the ladder, the steps, what is wrong and what to do. Ends in a newline. Times are
// seconds from the capture's first frame.
[[nodiscard]] std::string text_report(const sequence::CaptureReport &capture, const TextOptions &options);

}  // namespace capf::report
