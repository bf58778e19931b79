// SPDX-License-Identifier: GPL-2.0-or-later
// Which files are parts of one log, by their names: "SDL001_600_000009.txt.gz" and "SDL001_600_000010.txt.gz".
#pragma once

#include <string_view>

namespace capf::logs {

// Whether `path` goes on where `before` ends: both are in one folder, and their names differ in one number alone, which
// is greater by one. Another node's files have another folder or other numbers in their names.
[[nodiscard]] bool is_next_file(std::string_view before, std::string_view path);

}  // namespace capf::logs
