// SPDX-License-Identifier: GPL-2.0-or-later
// --lang: the language in which everything is said, errors among them, so it is looked for before anything else.
#pragma once

#include "analyzer/cli/commands.h"

namespace capf::cli {

class CommandLine;

inline constexpr const char *kLanguageOption = "--lang";

// Chooses the language that --lang names, or else the environment, and takes the option out of `arguments`. False after
// an error, which was told on stderr.
[[nodiscard]] bool take_language(Arguments &arguments);

}  // namespace capf::cli
