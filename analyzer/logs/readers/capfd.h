// SPDX-License-Identifier: GPL-2.0-or-later
// The public CAPF server. [public code]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_capfd(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_capfd_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
