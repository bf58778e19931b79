// SPDX-License-Identifier: GPL-2.0-or-later
// What the fixed words of reports mean that are no codes: verdicts, steps, statuses, kinds of evidence, gaps, outcomes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/language/translate.h"
#include "analyzer/report/word_list.h"

namespace capf::report {

struct WordText {
    WordInContext name;     // as reports print it in English; its context is its kind: "verdict", "step"
    std::string_view text;  // whole sentences, in English
};

// In the order of the kinds; a word may be there once for each kind that has it.
[[nodiscard]] std::span<const WordText> word_texts();

// The kinds that every text report prints (verdicts, steps, statuses, evidence), or all kinds.
enum class WordKinds { of_text_reports, all };
[[nodiscard]] std::vector<WordGroup> word_groups(WordKinds kinds);

// What the word means, English or translated, of every kind that has it; empty when no report prints it. Ends in a
// newline.
[[nodiscard]] std::string word_explanation(std::string_view word);

}  // namespace capf::report
