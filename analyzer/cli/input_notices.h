// SPDX-License-Identifier: GPL-2.0-or-later
// What kept a file from being read, in words for stderr.
#pragma once

#include <string>

#include "analyzer/logs/input/input_sink.h"

namespace capf::cli {

// Without the file's name.
[[nodiscard]] std::string obstacle_text(const logs::InputNotice &notice);

}  // namespace capf::cli
