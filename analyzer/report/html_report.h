// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

struct HtmlOptions {
    std::string wireshark_version;
    bool show_secrets = false;  // authentication strings are masked otherwise
    TimeDisplay time = TimeDisplay::relative;
};

// One page that stands alone: styles and script are inside, nothing is fetched, and its content security policy allows
// nothing else. Without JavaScript all is there but filtering, sorting and copying. The same input gives the same
// bytes.
[[nodiscard]] std::string html_report(const std::vector<findings::CaptureReport> &captures, const HtmlOptions &options);

}  // namespace capf::report
