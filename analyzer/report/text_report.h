// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <span>
#include <string>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

// Captures for people. Of one phone: what it came to, its steps, and the rest of what was found. Of several: how many
// came to what, the causes, then the phones, those that failed first. Ends in a newline. A capture that could not be
// read is left out.
[[nodiscard]] std::string text_report(std::span<const findings::CaptureReport> captures, const TextOptions &options);

}  // namespace capf::report
