// SPDX-License-Identifier: GPL-2.0-or-later
// The ten lines of a phone that are read first: its verdict, the cause, the evidence, what to do.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

struct PhoneBlock {
    std::string text;             // ends in a newline
    bool sign_cut = false;        // the likeliest cause's sign is not whole
    std::size_t steps_shown = 0;  // of PhoneSummary::to_do, whole ones
    // What else is not whole: a label and its text.
    std::vector<std::pair<std::string, std::string>> cut;
};

// Where the rest of what to do stands, of which the block has the beginning.
enum class Rest { below, by_phone_option };

// At most ten lines: what does not fit is left to the rest.
[[nodiscard]] PhoneBlock phone_block(const findings::CaptureReport &capture, const findings::PhoneReport &phone,
                                     const PhoneSummary &summary, const Screen &screen, Rest rest);

// "✓ SEP001122334455 (10.1.1.2): encrypted", without a newline.
[[nodiscard]] std::string phone_title(const findings::PhoneReport &phone, const Screen &screen);

// A label in a column of its own and a text beside it, wrapped; ends in a newline.
[[nodiscard]] std::string labelled(const std::string &label, const std::string &text, const Screen &screen);
// Likewise, with the texts numbered from `first`.
[[nodiscard]] std::string numbered(const std::string &label, const std::vector<std::string> &texts, std::size_t first,
                                   const Screen &screen);

}  // namespace capf::report
