// SPDX-License-Identifier: GPL-2.0-or-later
// Which files are parts of one log, by their names, and in which order they were written: "SDL001_600_000009.txt.gz"
// and "SDL001_600_000010.txt"; "messages.1", "messages.0" and "messages".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/logs/log_event.h"
#include "analyzer/logs/log_time.h"

namespace capf::logs {

// A file of a log.
struct LogPart {
    std::string path;
    Format format = Format::tftp_trace;
    LogTime first, last;  // of its records, as far as that is known
};

// The logs that these files are parts of: of each its files, as indexes of `parts`, in the order in which they were
// written. The files of one log are in one folder, and their names differ in their last number alone, which goes up or
// down by one, or which one of them lacks. Programs number their files in both directions: the times in them tell
// which. The logs stand in the order of the first of their files in `parts`.
[[nodiscard]] std::vector<std::vector<std::size_t>> find_rotated_logs(const std::vector<LogPart> &parts);

// Whether `part` is what `before` goes on in, as far as that can be told from these two; of `part` the last time is not
// looked at.
[[nodiscard]] bool may_be_next(const LogPart &before, const LogPart &part);

}  // namespace capf::logs
