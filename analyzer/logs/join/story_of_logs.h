// SPDX-License-Identifier: GPL-2.0-or-later
// What logs tell when there is no capture beside them.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/log_collector.h"
#include "analyzer/logs/join/log_zone.h"

namespace capf::logs {

// A report without packets, on the phones that the logs name, by name or address. A line has a time where its log gives
// date, year and zone; `zone` stands in for a zone that a log does not give. All else has only its order. No verdicts:
// see judge_reported().
[[nodiscard]] findings::CaptureReport story_of_logs(const std::vector<CollectedLog> &logs,
                                                    const std::optional<LogZone> &zone);

}  // namespace capf::logs
