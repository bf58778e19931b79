// SPDX-License-Identifier: GPL-2.0-or-later
// What holds of every reader of logs, whatever it reads.
#pragma once

#include <string_view>

#include "analyzer/logs/reader_table.h"
#include "tests/fuzz/check.h"

namespace capf::fuzz {

// Reads the text at once, in pieces, and as two files; aborts when something does not hold.
void check_log_reader(logs::Format format, std::string_view text);

}  // namespace capf::fuzz
