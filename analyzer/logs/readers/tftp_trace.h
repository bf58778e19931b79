// SPDX-License-Identifier: GPL-2.0-or-later
// The trace of CUCM's TFTP service. It tells of HTTP and TFTP, and of both by signals between its processes: what a
// phone's address is, stands in one record, which file it wants in another, and what became of it in a third. The
// reader joins them, so that each event names file, address and request as far as the trace has told them.
// [Cisco 214528, 222878, 200981]
#pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_tftp_trace(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_tftp_trace_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
