// SPDX-License-Identifier: GPL-2.0-or-later
// How a language puts words and sentences together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/language/translate.h"

namespace capf::report {

// The marks between words.
inline constexpr WordInContext kComma = NC_("between words", ", ");
inline constexpr WordInContext kAnd = NC_("between words", " and ");
inline constexpr WordInContext kOr = NC_("between words", " or ");
inline constexpr WordInContext kSemicolon = NC_("between words", "; ");

// With a comma between, and `last` before the last.
[[nodiscard]] std::string joined(const std::vector<std::string> &parts, WordInContext last);

// " (text)", to follow what it is about; nothing of nothing.
[[nodiscard]] std::string in_brackets(std::string_view text);

// With a full stop, unless it ends in a mark.
[[nodiscard]] std::string sentence(std::string text);

// One after the other.
[[nodiscard]] std::string two_sentences(const std::string &first, const std::string &second);
[[nodiscard]] std::string sentences(const std::vector<std::string> &parts);

}  // namespace capf::report
