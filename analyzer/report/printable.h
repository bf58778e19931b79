// SPDX-License-Identifier: GPL-2.0-or-later
// Makes text from a capture safe to print.
#pragma once

#include <string>
#include <string_view>

namespace capf::report {

// Valid UTF-8 without control characters: those, and bytes that are no UTF-8, are shown as \xNN. A terminal then sees
// no escape sequence, whatever the capture holds.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace capf::report
