// SPDX-License-Identifier: GPL-2.0-or-later
// What standard output is, for a text that is to look well on it.
#pragma once

#include <cstddef>

namespace capf::cli {

struct TerminalSize {
    std::size_t width = 0, height = 0;  // 0: standard output is no terminal
};

// A text is made no narrower and no wider than this, in columns.
inline constexpr std::size_t kNarrowest = 40, kWidest = 200;

// Columns between these; COLUMNS and LINES are not asked, as shells do not export them.
[[nodiscard]] TerminalSize terminal_size();

// The locale's characters are UTF-8.
[[nodiscard]] bool shows_utf8();

}  // namespace capf::cli
