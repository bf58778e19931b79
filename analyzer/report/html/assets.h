// SPDX-License-Identifier: GPL-2.0-or-later
// report.css and report.js, built in; see assets.cc.in.
#pragma once

#include <string_view>

namespace capf::report {

[[nodiscard]] std::string_view report_css();
[[nodiscard]] std::string_view report_js();

}  // namespace capf::report
