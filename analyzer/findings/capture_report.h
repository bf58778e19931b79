// SPDX-License-Identifier: GPL-2.0-or-later
// What is found out about one capture and the phones in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"

namespace capf::findings {

// One file of a capture that rotation split. Frames are counted over all files.
struct CapturePart {
    std::string file;
    std::uint32_t first_frame = 0, packets = 0;
};

struct CaptureReport {
    std::string file;
    std::vector<CapturePart> parts;  // in order; empty when the capture is one file
    std::uint32_t packets = 0;
    std::size_t dissected = 0;                          // frames that libwireshark was given
    std::optional<std::int64_t> first_time, last_time;  // nanoseconds since 1970
    Findings notices;
    std::vector<PhoneReport> phones;
    std::vector<LogFile> log_files;    // all that were read beside it, also those that have nothing in common with it
    std::vector<LogAlarm> log_alarms;  // about certificates that matter to its phones
    std::uint64_t log_lines_left_out = 0;  // about its phones, because there were too many
    std::size_t phones_left_out = 0;       // those with another verdict than the user asked for
    std::size_t strangers = 0;             // other hosts that connected to CAPF or the file service, and are no phones
    std::string problem;                   // why it could not be read, or not to its end
    bool readable = true;
    bool redacted = false;  // names and addresses are pseudonyms (--redact)
    bool changed = false;   // a file of it, while it was read
};

// capfcheck's exit status for what was found: 0, 1, 3 or 4 (see the table in the manual). No phone at all is 3.
[[nodiscard]] int exit_status(std::span<const CaptureReport> captures);
// The one of two exit statuses that counts for both.
[[nodiscard]] int worse_status(int a, int b);

}  // namespace capf::findings
