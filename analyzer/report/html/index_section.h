// SPDX-License-Identifier: GPL-2.0-or-later
// The table of all phones of a page, which the page's script filters and sorts.
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/html/markup.h"

namespace capf::report {

// The id that the section of a phone has: captures and phones count from 1.
[[nodiscard]] std::string phone_id(std::size_t capture, std::size_t phone);

[[nodiscard]] Markup index_section(const std::vector<findings::CaptureReport> &captures);

}  // namespace capf::report
