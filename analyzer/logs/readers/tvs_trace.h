// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's traces of TVS and CAPF, which have the same envelope: a time without a date, and functions. Of TVS the texts
// are known, and its hex dumps are messages of the protocol. Of CAPF the texts are not public: its records are shown,
// and nothing is concluded from them. [Cisco 213407, 118699]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_tvs_trace(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_tvs_trace_reader(Reader::Sink sink, const ReadOptions &options);
[[nodiscard]] int likeness_of_capf_trace(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_capf_trace_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
