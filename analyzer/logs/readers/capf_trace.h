// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's trace of CAPF. Its texts are not public: records are shown, and nothing is concluded from them.
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_capf_trace(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_capf_trace_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
