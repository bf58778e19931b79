// SPDX-License-Identifier: GPL-2.0-or-later
// Alarms about certificates that matter to a capture's phones: no phone is named in them.
#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/log_collector.h"

namespace capf::logs {

// The latest alarm of each kind about each certificate is kept, and no more than these in all.
inline constexpr std::size_t kMostAlarms = 20;

// Those about certificates that the capture shows, or about CAPF's, which TLS 1.3 hides. `capture` has its phones.
[[nodiscard]] std::vector<findings::LogAlarm> alarms_about(const findings::CaptureReport &capture,
                                                           const std::vector<CollectedLog> &logs);
// All, where there is no capture.
[[nodiscard]] std::vector<findings::LogAlarm> all_alarms(const std::vector<CollectedLog> &logs);

}  // namespace capf::logs
