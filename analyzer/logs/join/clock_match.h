// SPDX-License-Identifier: GPL-2.0-or-later
// How far a log's clock is from the capture's, by events that may be the same in both.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/findings/log_report.h"

namespace capf::logs {

// An event of the log, and a moment of the capture that may show the same.
struct ClockCandidate {
    std::size_t event = 0;  // which event of the log; one may have several candidates, of which one at most is right
    std::int64_t log_time = 0;  // nanoseconds by the log's clock
    std::int64_t capture_time = 0;
};

inline constexpr std::size_t kLeastMatches = 3;  // fewer may agree by chance

// The offset on which most events agree within half a second. Nothing when it is fewer than kLeastMatches, or when as
// many agree on another. `period`: the log's times are known only modulo this many nanoseconds, a day for a log that
// gives no date; 0 for others.
[[nodiscard]] std::optional<findings::LogOffset> match_clocks(const std::vector<ClockCandidate> &candidates,
                                                              std::int64_t period);

}  // namespace capf::logs
