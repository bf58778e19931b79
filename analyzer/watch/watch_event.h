// SPDX-License-Identifier: GPL-2.0-or-later
// What is told while a capture is watched, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"

namespace capf::watch {

enum class EventKind {
    packet,      // something that the phone or a server sent, as in the ladder
    step,        // a step's status changed
    waiting,     // a step is not taken yet, though half of its usual time has gone by
    overdue,     // likewise after all of it
    taken_back,  // a step that was overdue came after all
    verdict,     // the verdict, or its likeliest cause, changed
};
[[nodiscard]] const char *name_of(EventKind kind);

struct WatchEvent {
    EventKind kind = EventKind::packet;
    std::int64_t time = 0;    // nanoseconds since 1970, by the capture's clock
    std::uint32_t frame = 0;  // 0: of no frame in particular
    std::optional<std::string> device;
    std::string address;  // the phone's; may be empty
    std::optional<findings::Step> step;
    std::optional<findings::StepStatus> status;  // of EventKind::step
    std::optional<findings::Verdict> verdict;    // of EventKind::verdict
    std::vector<findings::Code> codes;           // of EventKind::overdue and verdict: the likeliest first
    std::string from, to;                        // of EventKind::packet: addresses
    std::string text;                            // not escaped for a terminal
};

}  // namespace capf::watch
