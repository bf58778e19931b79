// SPDX-License-Identifier: GPL-2.0-or-later
// A line of a log as an entry of systemd's journal, which Wireshark lists among the packets.
#pragma once

#include <cstdint>
#include <string>

#include "analyzer/findings/capture_report.h"

namespace capf::exporting {

// `line` is of `phone`. `time`: where the entry stands, nanoseconds since 1970; MESSAGE says so where it is not the
// line's own. In the journal's export format (https://systemd.io/JOURNAL_EXPORT_FORMATS): MESSAGE is the line,
// SYSLOG_IDENTIFIER the log as in reports ("tftp"), CODE_FILE and CODE_LINE where it stands; CAPFCHECK_KIND and
// CAPFCHECK_PHONE are ours.
[[nodiscard]] std::string journal_entry(const findings::CaptureReport &report, const findings::PhoneReport &phone,
                                        const findings::LogLine &line, std::int64_t time);

}  // namespace capf::exporting
