// SPDX-License-Identifier: GPL-2.0-or-later
// What the texts of phones mean: those of a 78xx or 88xx, of a 79xx, and the status messages of both.
// [Cisco 213407, 200860, 118699, the EMCC technote; status messages: the phones' administration guides]
#pragma once

#include <string_view>

#include "analyzer/logs/log_event.h"

namespace capf::logs {

// Fills in kind and fields of a console's record, by the text behind the program's name.
void interpret_console_text(std::string_view text, LogEvent &event);

// The same of a status message.
void interpret_status_text(std::string_view text, LogEvent &event);

}  // namespace capf::logs
