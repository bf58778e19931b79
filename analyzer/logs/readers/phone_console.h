// SPDX-License-Identifier: GPL-2.0-or-later
// The console of a 78xx or 88xx: number, level, date without a year, program. A download runs in a process of its own,
// and the process that fetches the file does not name it: the reader joins them by their numbers. [Cisco 213407, the
// EMCC technote]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_phone_console(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_phone_console_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
