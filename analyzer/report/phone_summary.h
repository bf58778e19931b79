// SPDX-License-Identifier: GPL-2.0-or-later
// What a busy reader wants to know of a phone first, in words: text and HTML lay it out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/language/translate.h"

namespace capf::report {

struct CauseSummary {
    const findings::Finding *finding = nullptr;  // in the phone's report
    std::string meaning;                         // "the CAPF server refuses the connection"
    std::string sign;                            // "10.1.1.1:3804 answers the SYN with RST"
    std::string short_sign;                      // without the details that only some captures show
    std::vector<std::string> to_do;              // a sentence or two each, in the order in which to try them
};

struct PhoneSummary {
    std::vector<CauseSummary> causes;    // the likeliest first; of an undecided phone its candidates
    std::vector<std::string> undecided;  // why, one for each of the phone's gaps
    std::vector<std::string> to_do;      // about the likeliest cause, or to capture what is missing
    std::vector<std::string> checklist;  // the points of Cisco's list that are open: "(1) that …"
    std::string outcome;                 // of a phone that did not fail: what it got
    std::string basis;                   // of verdict encrypted: on what that rests; may be empty
};

// The last point of Cisco's list, 5, after those of PhoneSummary::checklist. In English.
inline constexpr std::string_view kCollectPoint =
    N_("collect the phone's console log, the TFTP and CAPF traces, and a capture at both ends");

// The summary refers to `phone`.
[[nodiscard]] PhoneSummary summarize(const findings::PhoneReport &phone);

// "SEP001122334455 (10.1.1.2)", "phone at 10.1.1.2", not escaped for a terminal.
[[nodiscard]] std::string who_text(const findings::PhoneReport &phone);

// "the CAPF server refuses the connection [capf-refused]".
[[nodiscard]] std::string meaning_with_code(findings::Code code);

}  // namespace capf::report
