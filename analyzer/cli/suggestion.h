// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/cli/option_table.h"

namespace capf::cli {

// The candidate that was probably meant by `word`: the fewest letters to change, insert, drop or swap, or one that
// `word` is a part of. Empty when none is near.
[[nodiscard]] std::string closest(std::string_view word, const std::vector<std::string> &candidates);

// What was probably meant by an option that a command does not have, as it is to be written: a word of --format written
// as an option ("--json": "--format json"), what other programs call it, or the nearest one. Empty when there is none.
[[nodiscard]] std::string option_meant(std::string_view written, const std::vector<OptionDescription> &options);

// It names a file, as in programs that take files by an option.
[[nodiscard]] bool is_option_of_a_file(std::string_view written);

// "not one of text, html; did you mean html?"
[[nodiscard]] std::string not_one_of(std::string_view word, const std::vector<std::string> &known);

}  // namespace capf::cli
