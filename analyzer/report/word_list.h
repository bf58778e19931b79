// SPDX-License-Identifier: GPL-2.0-or-later
// Lists of words with their meanings, in groups: `capfcheck explain` without a word.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/report/text_options.h"

namespace capf::report {

struct ListedWord {
    std::string word, meaning;
};

struct WordGroup {
    std::string title;
    std::vector<ListedWord> words;
};

// A word as reports print it, with the English one behind it where that is another.
[[nodiscard]] std::string with_english(std::string_view shown, std::string_view english);

// "Verdict": the title of the words of this kind, a message with the context "kind of word".
[[nodiscard]] std::string kind_title(std::string_view kind);

// A line for each word; on a terminal it is wrapped, elsewhere, where lines are searched, it stays one.
[[nodiscard]] std::string word_list(std::span<const WordGroup> groups, const Screen &screen);

}  // namespace capf::report
