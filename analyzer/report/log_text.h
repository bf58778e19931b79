// SPDX-License-Identifier: GPL-2.0-or-later
// What is said of logs and of their lines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// A record in one line, cut where it is too long to read. What the log puts in front of the program's name is left out
// where the record's time is known.
[[nodiscard]] std::string log_line_text(const findings::LogLine &line);
// "tftp: logs.tar.gz/sdi1.txt (CUCM TFTP trace), 1300 of 1310 lines recognised, clock 3.200 s behind the capture's …"
// The clock is left out where there is no capture to compare it with.
[[nodiscard]] std::string log_file_text(const findings::CaptureReport &capture, const findings::LogFile &file);
// The report is of logs, without any capture.
[[nodiscard]] bool is_of_logs_alone(const findings::CaptureReport &capture);
// "certificate-syslog:2: CertValidfor7days: certificate CAPF-fc5f9d3a.der of CAPF expires Thu Jun 20 2019"
[[nodiscard]] std::string log_alarm_text(const findings::CaptureReport &capture, const findings::LogAlarm &alarm);
// How many logs say nothing of the capture's phones; empty where there is none.
[[nodiscard]] std::string other_logs_text(const findings::CaptureReport &capture);

// What logs say of certificates that matter to the capture's phones, a line each.
[[nodiscard]] std::vector<std::string> alarm_lines(const findings::CaptureReport &capture);

// What a report says of all logs, a line each.
[[nodiscard]] std::vector<std::string> logs_lines(const findings::CaptureReport &capture);
// What `show` prints of a log: a line for each event, and at the end what became of the log's lines.
[[nodiscard]] std::string listed_line_text(const findings::LogLine &line);
[[nodiscard]] std::string listed_log_text(const findings::LogFile &file, std::uint64_t events,
                                          const std::vector<std::size_t> &unrecognised_lines);

}  // namespace capf::report
