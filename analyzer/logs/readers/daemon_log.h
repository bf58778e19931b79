// SPDX-License-Identifier: GPL-2.0-or-later
// What the public capfd and tvsd have in common: thread and text, with the journal's time before them or without any.
// [public code]
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "analyzer/logs/log_time.h"
#include "analyzer/logs/reader.h"

namespace capf::logs {

// "10.1.2.3:51292 Device Name: SEP…": the thread is the client's address and port, or the service's own.
struct DaemonPrefix {
    LogTime time;
    std::string_view program, thread, address, text;
    std::uint16_t port = 0;
};

// Nothing where the line does not begin a record.
[[nodiscard]] std::optional<DaemonPrefix> read_daemon_prefix(std::string_view line);

// 2 where the record begins with one of these words, 1 where it is by its thread or program, else 0.
[[nodiscard]] int likeness_of_daemon(std::string_view line, std::span<const std::string_view> own,
                                     std::string_view thread, std::string_view program);

class DaemonLogReader : public Reader {
public:
    using Reader::Reader;

protected:
    [[nodiscard]] std::optional<Envelope> read_envelope(std::string_view line) const override;
    // What an exception prints.
    [[nodiscard]] bool may_go_on(std::string_view beginning) const override;
    [[nodiscard]] bool continues(std::string_view line, std::size_t lines) const override;
    void interpret(std::string_view text, LogEvent &event) override;

    // Sets what the text says, in the words of one of the two.
    virtual void read_text(std::string_view text, LogEvent &event) const = 0;

    // "Error: Key generation failed (5)", "Error: Unexpected command: 3"
    static bool take_error(std::string_view text, LogKind kind, LogEvent &event);

private:
    void remember_device(LogEvent &event);

    std::unordered_map<std::string, std::string> devices_;  // by address and port
};

}  // namespace capf::logs
