// SPDX-License-Identifier: GPL-2.0-or-later
// Events as lines, for people and for programs. Each ends in a newline.
#pragma once

#include <string>

#include "analyzer/report/text_options.h"
#include "analyzer/watch/watch_event.h"

namespace capf::watch {

// "    2.793668 SEP001122334455  capf-connect     TCP SYN to port 3804". `begin`: of the capture.
[[nodiscard]] std::string text_line(const WatchEvent &event, report::TimeDisplay time, std::int64_t begin);

// One object, see watch.schema.json.
[[nodiscard]] std::string json_line(const WatchEvent &event);
// Something to tell that is about no phone.
[[nodiscard]] std::string json_note(const std::string &text);
// The final report, of which `report` is one line of JSON.
[[nodiscard]] std::string json_final(const std::string &report);

}  // namespace capf::watch
