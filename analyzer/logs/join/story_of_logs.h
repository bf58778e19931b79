// SPDX-License-Identifier: GPL-2.0-or-later
// What logs tell when there is no capture beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/log_collector.h"

namespace capf::logs {

// A report without packets, on the phones that the logs name, by name or address. A line has a time where its log gives
// date, year and zone; `zone`, in seconds east of UTC, stands in for a zone that a log does not give. All else has only
// its order. No verdicts: see judge_reported().
[[nodiscard]] findings::CaptureReport story_of_logs(const std::vector<CollectedLog> &logs,
                                                    std::optional<std::int32_t> zone);

}  // namespace capf::logs
