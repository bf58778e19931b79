// SPDX-License-Identifier: GPL-2.0-or-later
// What kept a file from being read, in words for stderr, and what was not recognised.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/logs/input/input_sink.h"

namespace capf::cli {

class Output;

// Without the file's name.
[[nodiscard]] std::string obstacle_text(const logs::InputNotice &notice);

// With -v: how many files nobody recognised, and these names of them.
void note_unrecognised(const Output &output, std::uint64_t count, const std::vector<std::string> &names);

}  // namespace capf::cli
