// SPDX-License-Identifier: GPL-2.0-or-later
// What one side sent and the other never saw, what came from somewhere in between, and what was changed on the way.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/pair/flow_match.h"

namespace capf::pair {

using Frames = std::vector<std::uint32_t>;

enum class Side { phone, cucm };
[[nodiscard]] const char *name_of(Side side);  // "phone", "cucm"

enum class LossKind {
    never_arrived,        // captured where it was sent, not where it was to go
    reset_in_between,     // an RST that arrived and was never sent by the other side
    answered_in_between,  // anything else that arrived and was never sent
    changed,              // the same place in the flow, other bytes
};
[[nodiscard]] const char *name_of(LossKind kind);  // "never-arrived" …

struct Loss {
    LossKind kind = LossKind::never_arrived;
    std::vector<PacketName> what;  // as in Packet
    bool phone_to_cucm = true;     // direction
    Side seen_in = Side::phone;    // whose capture holds `frames`
    Frames frames;
    Frames frames_there;        // of `changed`: the counterparts in the other capture
    FrameTime at;               // first of `frames`, by that capture's clock
    Endpoint client, server;    // as the phone's capture shows them
    bool recovered = false;     // a repetition arrived
    bool acknowledged = false;  // the receiver acknowledged it: the other capture missed it, the network did not
    bool certain = true;        // false: the other capture may not have been running, or may have missed it
};

// When a capture was running, by its own clock: from its first packet to its last, whatever they are.
struct Span {
    std::int64_t first = 0, last = 0;
    [[nodiscard]] bool holds(std::int64_t time) const { return time >= first && time <= last; }
};

// In the order of the phone's time. Needs match.clock.
[[nodiscard]] std::vector<Loss> find_losses(const FlowMatch &match, const Span &phone, const Span &cucm);

}  // namespace capf::pair
