// SPDX-License-Identifier: GPL-2.0-or-later
// What the consoles of all phones have in common. A record begins with "3233 NOT ", of a 79xx also "5007: NOT ".
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "analyzer/logs/reader.h"
#include "analyzer/logs/readers/own_phone.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {

[[nodiscard]] inline bool take_number_and_level(std::string_view &rest, std::uint64_t &number,
                                                std::string_view &level) {
    constexpr std::string_view kLevels[] = {"DEB", "INF", "NOT", "WRN", "ERR", "CRI", "ALR", "EMG"};
    if (rest.empty() || !wire::is_digit(rest.front())) return false;
    number = static_cast<std::uint64_t>(take_number(rest).value_or(0));
    static_cast<void>(take(rest, ":"));
    if (!take(rest, " ")) return false;
    level = rest.substr(0, 3);
    if (std::ranges::find(kLevels, level) == std::end(kLevels)) return false;
    rest.remove_prefix(level.size());
    return take(rest, " ");
}

// What stands in front of a record's text. `process`: the number of the process that wrote it, where a format has one.
struct ConsolePrefix {
    std::uint64_t number = 0;
    LogTime time;
    std::string_view level, program, process, text;
};
using ReadConsolePrefix = std::optional<ConsolePrefix> (*)(std::string_view line);

class ConsoleReader : public Reader {
protected:
    ConsoleReader(Format format, Sink sink, const ReadOptions &options, ReadConsolePrefix read_prefix)
        : Reader(format, std::move(sink), options), read_prefix_(read_prefix) {}

    [[nodiscard]] std::optional<Envelope> read_envelope(std::string_view line) const override {
        const auto prefix = read_prefix_(line);
        if (!prefix) return std::nullopt;
        return Envelope{prefix->time, prefix->program, prefix->level, prefix->text, prefix->number};
    }

    // An alert does not name the port: it is that of the last connection to the server, or of the last one where the
    // record names no server.
    void note_connection(LogEvent &event) {
        if (event.kind == LogKind::tls_connecting) {
            constexpr std::size_t kMostServers = 256;
            if (ports_.size() >= kMostServers && !ports_.contains(event.server)) ports_.clear();
            ports_[event.server] = last_port_ = event.port;
        } else if (event.kind == LogKind::tls_alert && event.port == 0) {
            const auto known = ports_.find(event.server);
            if (known != ports_.end()) {
                event.port = known->second;
            } else if (event.server.empty()) {
                event.port = last_port_;
            }
        }
    }

    OwnPhone phone_;

private:
    ReadConsolePrefix read_prefix_;
    std::unordered_map<std::string, std::uint16_t> ports_;  // by server
    std::uint16_t last_port_ = 0;
};

}  // namespace capf::logs
