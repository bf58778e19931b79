// SPDX-License-Identifier: GPL-2.0-or-later
// The JSON report as an object, for reports that add to it.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/json_report.h"

namespace capf::report {

[[nodiscard]] nlohmann::ordered_json report_json(const std::vector<findings::CaptureReport> &captures,
                                                 const JsonOptions &options);

}  // namespace capf::report
