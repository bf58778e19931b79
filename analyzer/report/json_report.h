// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

struct JsonOptions {
    std::string wireshark_version;
    bool show_secrets = false;  // authentication strings are masked otherwise
};

// One JSON object (schema_version 1), indented, ending in a newline. The same input gives the same bytes.
// capfcheck.schema.json describes it.
[[nodiscard]] std::string json_report(const std::vector<findings::CaptureReport> &captures, const JsonOptions &options);

// One capture as one line of JSON, with what the object above says of the tool.
[[nodiscard]] std::string json_line(const findings::CaptureReport &capture, const JsonOptions &options);

}  // namespace capf::report
