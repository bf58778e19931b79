// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// JUnit's XML, as test servers read it: a suite a capture, a case a phone. `failed` is a failure, `incomplete` is
// skipped, a capture that cannot be read (to its end) is an error.
[[nodiscard]] std::string junit_report(const std::vector<findings::CaptureReport> &captures);

}  // namespace capf::report
