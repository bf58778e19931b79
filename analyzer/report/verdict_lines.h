// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// One line a phone: capture, phone, verdict, and for a failure the step and the codes, the likeliest first. A capture
// without phones or that cannot be read has one line as well.
[[nodiscard]] std::string verdict_lines(const findings::CaptureReport &capture);

}  // namespace capf::report
