// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/journal_entry.h"

#include <cstdint>
#include <string_view>

namespace capf::exporting {
namespace {

constexpr std::int64_t kNanosecondsPerMicrosecond = 1000;

// A value of more than one line has its length before it, in 64 bits, the lowest first.
void add_field(std::string &entry, std::string_view name, std::string_view value) {
    entry += name;
    if (value.find('\n') == std::string_view::npos) {
        entry += '=';
    } else {
        entry += '\n';
        for (unsigned shift = 0; shift < 64; shift += 8) entry += static_cast<char>(value.size() >> shift & 0xFFU);
    }
    entry += value;
    entry += '\n';
}

}  // namespace

std::string journal_entry(const findings::CaptureReport &report, const findings::PhoneReport &phone,
                          const findings::LogLine &line, std::int64_t time) {
    std::string entry;
    add_field(entry, "__REALTIME_TIMESTAMP", std::to_string(time / kNanosecondsPerMicrosecond));
    const std::string &text = line.text.empty() ? line.kind : line.text;
    add_field(entry, "MESSAGE", line.time ? text : "[time not known] " + text);
    if (line.file < report.log_files.size()) {
        add_field(entry, "SYSLOG_IDENTIFIER", report.log_files[line.file].label);
        add_field(entry, "CODE_FILE", report.log_files[line.file].path);
    }
    add_field(entry, "CODE_LINE", std::to_string(line.line));
    add_field(entry, "CAPFCHECK_KIND", line.kind);
    if (phone.device) add_field(entry, "CAPFCHECK_PHONE", *phone.device);
    return entry;
}

}  // namespace capf::exporting
