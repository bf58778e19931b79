// SPDX-License-Identifier: GPL-2.0-or-later
// Status messages of a 78xx or 88xx, "[10:04:33am 11/29/26] …", and of a 79xx, "10:04:33a …": what the phone's menu and
// web page show. [third parties' pages]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_phone_status(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_phone_status_reader(Reader::Sink sink, const ReadOptions &options);
[[nodiscard]] int likeness_of_old_phone_status(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_old_phone_status_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
