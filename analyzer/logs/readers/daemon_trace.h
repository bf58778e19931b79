// SPDX-License-Identifier: GPL-2.0-or-later
// What the traces of CUCM's TVS and CAPF have in common: a time without a date, and which of the two a record is of.
#pragma once

#include <optional>
#include <string_view>

#include "analyzer/logs/log_time.h"
#include "analyzer/logs/reader.h"

namespace capf::logs {

// "18:01:06.345 |   debug 8:UNKNOWN:Incoming Phone Msg:"
struct TracePrefix {
    LogTime time;
    std::string_view level, session, name, text;
};

// Nothing where the line does not begin a record.
[[nodiscard]] std::optional<TracePrefix> read_trace_prefix(std::string_view line);

// By words that only one of the two programs writes. TVS is asked for certificates of CAPF, "CN=CAPF-fc5f9d3a": the
// name of the other program alone says nothing.
[[nodiscard]] bool is_of_tvs(std::string_view text);
[[nodiscard]] bool is_of_capf(std::string_view text);

class DaemonTraceReader : public Reader {
public:
    using Reader::Reader;

protected:
    [[nodiscard]] std::optional<Envelope> read_envelope(std::string_view line) const override;
    // Rows of a dump, and what the trace writes without a prefix beside them.
    [[nodiscard]] bool may_go_on(std::string_view beginning) const override;
    [[nodiscard]] bool continues(std::string_view line, std::size_t lines) const override;
};

}  // namespace capf::logs
