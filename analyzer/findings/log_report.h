// SPDX-License-Identifier: GPL-2.0-or-later
// What logs say of a capture's phones. A program said so: evidence is `reported`, see evidence.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/value.h"

namespace capf::findings {

// How a log's clock stands to the capture's, from events that both show.
struct LogOffset {
    std::int64_t offset = 0;  // nanoseconds that are added to the log's times
    std::int64_t spread = 0;  // nanoseconds around it that half of the matches are within
    std::size_t matches = 0;
};

// One file of a log.
struct LogFile {
    std::string label;   // "tftp", of several "tftp2": for "tftp2:1234"
    std::string path;    // "logs.tar.gz/cm/trace/tftp/sdi1.txt"
    std::string reader;  // "CUCM TFTP trace"
    std::uint64_t lines = 0, recognised = 0,
                  unrecognised = 0;  // recognised with what belongs to such a line, and blank ones
    std::optional<LogOffset> clock;  // nothing: too few events are in both
};

// How it is known that a line is about a phone, the surest first.
enum class LogJoin {
    port,  // address and port are those of a connection in the capture
    device_name,
    owner,    // the log is this phone's own
    address,  // its IP address alone
};
[[nodiscard]] const char *name_of(LogJoin join);

// A record of a log that is about a phone.
struct LogLine {
    std::uint32_t file = 0;            // in CaptureReport::log_files
    std::uint32_t line = 0;            // its first, from 1
    std::optional<std::int64_t> time;  // by the capture's clock, nanoseconds since 1970; nothing when it is not known
    LogJoin join = LogJoin::address;
    std::string kind;     // "file-requested", as logs::kind_name()
    std::string program;  // as the log names it; may be empty
    std::string text;     // the record as it stands in the log, its lines joined by "\n"
    Parameters
        values;  // what is known of it beside its text: Param::file, status, alert, server, certificate, operation
    bool matters = false;  // else a report for people leaves it out

    // Where it stands in its log:
    std::uint32_t log = 0;           // the files of one log have one number
    std::uint32_t stretch = 0;       // counts how often the log's clock was set back
    std::optional<std::int64_t> at;  // by the log's clock, nanoseconds; of a line without a time that of the one before
    bool newest_first = false;       // the log's newest line is its first
};

// What a server says of one of its certificates, and of no phone.
struct LogAlarm {
    std::uint32_t file = 0;   // in CaptureReport::log_files
    std::uint32_t line = 0;   // from 1
    std::string alarm;        // as the log names it: "CertValidfor7days"
    std::string certificate;  // "CAPF-fc5f9d3a.der"; empty where it is redacted
    std::string unit;         // whose it is: "CAPF"
    std::string expires;      // as it stands in the log; may be empty
};

// Whether `one` was written after `other`: by the capture's clock, else by their places in the same log. False also
// where that cannot be told.
[[nodiscard]] bool is_later(const LogLine &one, const LogLine &other);
// An order of all lines: each log by itself, and in it by its own clock.
[[nodiscard]] bool stands_before(const LogLine &one, const LogLine &other);

// What EvidenceRef::source is for the log with this index in CaptureReport::log_files; its position is a line then.
inline constexpr std::uint32_t kFirstLogSource = 16;

}  // namespace capf::findings
