// SPDX-License-Identifier: GPL-2.0-or-later
// --format of the commands that write results of many captures.
#pragma once

#include <string>

#include "analyzer/batch/result_store.h"

namespace capf::cli {

class CommandLine;

void add_store_format(CommandLine &line, std::string &format);
// "auto" goes by the name of the output.
[[nodiscard]] batch::StoreFormat store_format(const std::string &format, const std::string &output);

}  // namespace capf::cli
