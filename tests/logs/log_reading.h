// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a log that stands in a test.
#pragma once

#include <string_view>
#include <vector>

#include "analyzer/logs/reader_table.h"

namespace capf::logs {

struct LogReading {
    std::vector<LogEvent> events;
    std::vector<LineCounts> counts;

    // The only event of this kind; fails the test and returns an empty one when there is none, or more than one.
    [[nodiscard]] LogEvent only(LogKind kind) const;
    [[nodiscard]] std::size_t count(LogKind kind) const;
};

// Each text is a file of the log, in this order. It is pushed in pieces of `piece` bytes.
[[nodiscard]] LogReading read_log(Format format, const std::vector<std::string_view> &files,
                                  const ReadOptions &options = {}, std::size_t piece = 1000);

// The lines add up, whatever was read.
void expect_all_lines_counted(const LogReading &reading);

}  // namespace capf::logs
