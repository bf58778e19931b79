// SPDX-License-Identifier: GPL-2.0-or-later
// The ladder as rows to draw: columns for the services, gaps in time, the steps, where it stopped. No drawing here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/report/ladder_lines.h"

namespace capf::report {

struct LadderColumn {
    findings::Service service = findings::Service::files;
    std::string title;                   // "TFTP / HTTP"
    std::vector<std::string> addresses;  // in the order in which they were met
};

struct LadderRow {
    Arrow arrow;
    std::string log_place;              // "tftp:1234" of a line of a log, which has no column; else empty
    std::size_t column = 0;             // of the server, in LadderRows::columns
    std::int64_t gap = 0;               // nanoseconds of silence before it, when that is long enough to tell; else 0
    bool failed = false;                // evidence of the likeliest diagnosis
    std::vector<findings::Step> steps;  // whose evidence begins here
    bool stopped_here = false;          // the last row of what failed
};

struct LadderRows {
    std::vector<LadderColumn> columns;  // files and CAPF always; the others where they were used
    std::vector<LadderRow> rows;
    std::size_t left_out = 0;  // rows beyond what is drawn
};

// Silence shorter than this is not marked.
inline constexpr std::int64_t kGap = 1'000'000'000;
inline constexpr std::size_t kMostLadderRows = 400;

[[nodiscard]] LadderRows ladder_rows(const findings::CaptureReport &capture, const findings::PhoneReport &phone);

}  // namespace capf::report
