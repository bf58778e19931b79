// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace capf::cli {

// The candidate that was probably meant by `word`: the fewest letters to change, insert, drop or swap, or one that
// `word` is a part of. Empty when none is near.
[[nodiscard]] std::string closest(std::string_view word, const std::vector<std::string> &candidates);

// "not one of text, html; did you mean html?"
[[nodiscard]] std::string not_one_of(std::string_view word, const std::vector<std::string> &known);

}  // namespace capf::cli
