// SPDX-License-Identifier: GPL-2.0-or-later
// What the phones of a page have, side by side: trust lists, certificates, registrations.
#pragma once

#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/html/markup.h"

namespace capf::report {

// A section for each of the three tables that has rows.
[[nodiscard]] Markup across_sections(const std::vector<findings::CaptureReport> &captures);

}  // namespace capf::report
