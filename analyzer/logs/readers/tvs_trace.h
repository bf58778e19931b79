// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's trace of TVS: connections, messages also out of hex dumps, certificates. [Cisco 213407, 118699]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_tvs_trace(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_tvs_trace_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
