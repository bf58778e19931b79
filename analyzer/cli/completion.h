// SPDX-License-Identifier: GPL-2.0-or-later
// Completions for shells.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cli/option_table.h"

namespace capf::cli {

[[nodiscard]] std::string bash_completion(const std::vector<CommandDescription> &commands);
[[nodiscard]] std::string zsh_completion(const std::vector<CommandDescription> &commands);
[[nodiscard]] std::string fish_completion(const std::vector<CommandDescription> &commands);

}  // namespace capf::cli
