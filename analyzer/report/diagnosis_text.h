// SPDX-License-Identifier: GPL-2.0-or-later
// Findings in words: what a code means, what was seen of it, what to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/finding.h"

namespace capf::report {

// "Cause", or "Likely" where the first of them is but inferred.
[[nodiscard]] const char *cause_label(const findings::Findings &diagnoses);
// What the code means, in one line without a full stop.
[[nodiscard]] std::string_view meaning_of(findings::Code code);
// By what it is recognised on the wire, in one clause without a full stop.
[[nodiscard]] std::string_view sign_of(findings::Code code);

// The document and the section of it that the code's cause, or its sign on the wire, is from. Empty where none has it.
[[nodiscard]] std::string reference_of(findings::Code code);

// What was seen, in one clause without a full stop; from the finding's values.
[[nodiscard]] std::string summary_text(const findings::Finding &finding);
// The same without the details that only some captures show.
[[nodiscard]] std::string short_summary_text(const findings::Finding &finding);
// What to do, in whole sentences. Empty when there is nothing to do.
[[nodiscard]] std::string remedy_text(const findings::Finding &finding);
// The same, one element an action, in the order in which to try them.
[[nodiscard]] std::vector<std::string> remedy_steps(const findings::Finding &finding);
// What to do about a code, of no phone in particular.
[[nodiscard]] std::string general_remedy(findings::Code code);
[[nodiscard]] std::vector<std::string> general_remedy_steps(findings::Code code);

// The pattern of an indication, and of an action; for tests.
[[nodiscard]] std::string_view pattern_of(findings::Indication indication);
[[nodiscard]] std::string_view pattern_of(findings::Action action);

}  // namespace capf::report
