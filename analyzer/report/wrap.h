// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace capf::report {

// Of output that is no terminal.
inline constexpr std::size_t kDefaultWidth = 80;

// A blank at which wrap() breaks no line. printable() lets none through.
inline constexpr char kNoBreak = '\x1f';

// The columns that a terminal needs for UTF-8 text: two for a wide character, none for a combining one. A byte that is
// no UTF-8 counts as one.
[[nodiscard]] std::size_t display_width(std::string_view text);

// As much of `text` as fits into `width` columns.
[[nodiscard]] std::string cut_to_width(std::string_view text, std::size_t width);

// `text` and as many blanks as fill `width` columns.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

// Breaks `text` so that no line is longer than `width` columns, a word excepted: at blanks, and beside wide characters,
// as Chinese, Japanese and Korean are written without blanks; no line begins with a closing mark or ends with an
// opening one. The first line is taken to begin at column `indent`; later lines begin with that many blanks.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t indent, std::size_t width = kDefaultWidth);

// The same where the first line begins at column `start`, and later lines at `indent`.
[[nodiscard]] std::string wrap_from(std::string_view text, std::size_t start, std::size_t indent, std::size_t width);

// The same behind `beginning`, which is put before it and, where nothing fits on its line, loses the blanks at its end.
[[nodiscard]] std::string wrap_behind(std::string beginning, std::string_view text, std::size_t indent,
                                      std::size_t width);

}  // namespace capf::report
