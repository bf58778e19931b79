// SPDX-License-Identifier: GPL-2.0-or-later
// JSON that may be printed on a terminal.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace capf::report {

// On one line where `indent` is negative, else one member a line, `indent` spaces a level, as part of a text that is at
// `depth` spaces already. No newline at the end. What is no UTF-8 is replaced by U+FFFD, and escaped is also what JSON
// lets stand as it is but a terminal obeys or a reader cannot see: C1 control characters (U+009B begins a sequence),
// what changes the direction of text or hides, line and paragraph separators.
[[nodiscard]] std::string json_text(const nlohmann::ordered_json &json, int indent, std::size_t depth = 0);

}  // namespace capf::report
