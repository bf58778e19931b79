// SPDX-License-Identifier: GPL-2.0-or-later
// What the fixed words of reports mean that are no codes: verdicts, steps, statuses, kinds of evidence, gaps, outcomes.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace capf::report {

struct WordText {
    std::string_view kind;  // "verdict", "step"
    std::string_view word;  // as reports print it
    std::string_view text;  // whole sentences
};

// In the order of the kinds; a word may be there once for each kind that has it.
[[nodiscard]] std::span<const WordText> word_texts();

// What the word means, of every kind that has it; empty when no report prints it. Ends in a newline.
[[nodiscard]] std::string word_explanation(std::string_view word);

}  // namespace capf::report
