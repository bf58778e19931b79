// SPDX-License-Identifier: GPL-2.0-or-later
// What the other words of reports mean: labels, roles, kinds of files and logs, fields, names in JSON and CSV, CAPF's
// messages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/language/translate.h"
#include "analyzer/report/word_list.h"

namespace capf::report {

// As all words are compared: in lower case, with hyphens for blanks and underscores.
[[nodiscard]] std::string plain_word(std::string_view word);

// All of them, by kind.
[[nodiscard]] std::vector<WordGroup> term_groups();

// For suggestions.
[[nodiscard]] std::vector<std::string> term_words();

// What the word, a plain_word(), means, of every kind that has it; empty when none has it. Ends in a newline.
[[nodiscard]] std::string term_explanation(std::string_view word);

}  // namespace capf::report
