// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/capf_trace.h"

#include <memory>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/readers/daemon_trace.h"

namespace capf::logs {
namespace {

class CapfTraceReader : public DaemonTraceReader {
public:
    CapfTraceReader(Sink sink, const ReadOptions &options)
        : DaemonTraceReader(Format::capf_trace, std::move(sink), options) {}

protected:
    void interpret(std::string_view /*text*/, LogEvent &event) override {
        event.device = device_in(std::string_view(event.text).substr(0, kMostInterpreted));
        if (!event.device.empty()) event.kind = LogKind::names_phone;
    }
};

}  // namespace

int likeness_of_capf_trace(std::string_view line) {
    const auto prefix = read_trace_prefix(line);
    if (!prefix) return 0;
    return is_of_capf(prefix->text) ? 2 : is_of_tvs(prefix->text) ? 0 : 1;
}

std::unique_ptr<Reader> make_capf_trace_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<CapfTraceReader>(std::move(sink), options);
}

}  // namespace capf::logs
