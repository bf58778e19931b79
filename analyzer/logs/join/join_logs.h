// SPDX-License-Identifier: GPL-2.0-or-later
// Puts what logs say beside what a capture shows: which phone a line is about, and when it was by the capture's clock.
#pragma once

#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/log_collector.h"

namespace capf::logs {

// The phones of these captures, by which lines are chosen while logs are read.
[[nodiscard]] KnownPhones phones_of(const std::vector<findings::CaptureReport> &captures);

// Adds the logs to the report, and to its phones the lines that are about them. The phones' verdicts stay as they are.
// A log of which no line is about a phone of the capture is there with no label, unless some of its lines were left
// out.
void join_logs(const std::vector<CollectedLog> &logs, findings::CaptureReport &capture);

// Adds the logs to the report: those get labels that one of its phones' lines or of its alarms is of, or of which lines
// were left out.
void add_logs(const std::vector<CollectedLog> &logs, findings::CaptureReport &capture);
// Earliest first; then what has no time, each log by itself.
void sort_lines(std::vector<findings::LogLine> &lines);
// An event as reports know it, without its file and log, and without what only the capture tells: time and join.
[[nodiscard]] findings::LogLine line_of(const LogEvent &event);
// Of each file the number of its log, LogLine::log: that of the log's first file. The files of one log are of one
// program and in one folder.
[[nodiscard]] std::vector<std::uint32_t> log_numbers(const std::vector<CollectedLog> &logs);

}  // namespace capf::logs
