// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "analyzer/pair/pair_report.h"
#include "analyzer/report/json_report.h"
#include "analyzer/report/text_report.h"

namespace capf::report {

// The text of one capture, headed by what joins the two and followed by what was lost between them.
[[nodiscard]] std::string pair_text(const pair::PairReport &report, const TextOptions &options);
// The JSON of one capture, with `pair` beside `captures` and with `frames_in` in each phone.
[[nodiscard]] std::string pair_json(const pair::PairReport &report, const JsonOptions &options);

}  // namespace capf::report
