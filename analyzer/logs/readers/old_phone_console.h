// SPDX-License-Identifier: GPL-2.0-or-later
// The console of a 79xx: number, level, time, program. It has no date, and begins at midnight when the phone boots.
// [Cisco 200860, 118699]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_old_phone_console(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_old_phone_console_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
