// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// SARIF 2.1.0: a rule for every code, a result for every diagnosis and notice. Frames are in the
// message and in the result's properties, since SARIF knows regions of bytes and lines only.
[[nodiscard]] std::string sarif_report(const std::vector<findings::CaptureReport> &captures, int exit_status);

// A path as a URI reference: absolute ones as file:///…, what a URI does not take as %XX.
[[nodiscard]] std::string path_uri(const std::string &path);

}  // namespace capf::report
