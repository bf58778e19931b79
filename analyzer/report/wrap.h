// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace capf::report {

// Breaks `text` at blanks so that no line is longer than 100 columns, a word excepted. The first line is taken to begin
// at column `indent`; later lines begin with that many blanks.
[[nodiscard]] std::string wrap(const std::string &text, std::size_t indent);

}  // namespace capf::report
