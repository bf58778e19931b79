// SPDX-License-Identifier: GPL-2.0-or-later
// Manual pages in man(7)'s roff.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cli/option_table.h"

namespace capf::cli {

// capfcheck(1): the program as a whole, with files and environment.
[[nodiscard]] std::string main_manual(const std::vector<CommandDescription> &commands);
// capfcheck-check(1) and the like.
[[nodiscard]] std::string command_manual(const CommandDescription &command);

}  // namespace capf::cli
