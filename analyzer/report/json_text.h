// SPDX-License-Identifier: GPL-2.0-or-later
// JSON that may be printed on a terminal.
#pragma once

#include <string>

namespace capf::report {

// `json`, which is valid UTF-8, with the characters escaped that JSON lets stand as they are but that a terminal obeys
// or a reader cannot see: C1 control characters (U+009B begins a sequence), what changes the direction of text or
// hides, line and paragraph separators. Its value is the same.
[[nodiscard]] std::string escape_invisible(std::string json);

}  // namespace capf::report
