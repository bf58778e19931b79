// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/word_list.h"

#include <algorithm>
#include <limits>

#include "analyzer/report/sentence.h"
#include "analyzer/report/wrap.h"
#include "plugin/wire/ascii.h"

namespace capf::report {
namespace {

constexpr std::size_t kIndent = 2;

// Where the meanings begin: behind the longest word, but never so far right that they have no room.
std::size_t meaning_column(const WordGroup &group, std::size_t width) {
    std::size_t longest = 0;
    for (const ListedWord &one : group.words) longest = std::max(longest, display_width(one.word));
    return std::min(kIndent + longest + 2, width / 2);
}

}  // namespace

std::string with_english(std::string_view shown, std::string_view english) {
    return std::string(shown) + (shown == english ? "" : in_brackets(english));
}

std::string kind_title(std::string_view kind) {
    std::string title(tr_in("kind of word", kind));
    if (!title.empty()) title.front() = wire::upper(title.front());
    return title;
}

std::string word_list(std::span<const WordGroup> groups, const Screen &screen) {
    const std::size_t width = screen.height > 0 ? screen.width : std::numeric_limits<std::size_t>::max();
    std::string text;
    for (const WordGroup &group : groups) {
        text += (text.empty() ? "" : "\n") + screen.bold(group.title) + "\n";
        const std::size_t column = meaning_column(group, width);
        for (const ListedWord &one : group.words) {
            const std::string begin = padded(std::string(kIndent, ' ') + one.word + "  ", column);
            text += wrap_behind(begin, one.meaning, column, width) + "\n";
        }
    }
    return text;
}

}  // namespace capf::report
