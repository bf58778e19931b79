// SPDX-License-Identifier: GPL-2.0-or-later
// The packets of one direction of one flow, as sent and as received: which is which.
#pragma once

#include <vector>

#include "analyzer/pair/flow_match.h"

namespace capf::pair {

struct Unmatched {
    const Packet *packet = nullptr;
    bool repeated = false;      // the same thing was sent again, and that arrived
    bool sent_again = false;    // likewise, later than the same frame is captured twice
    bool acknowledged = false;  // the receiver acknowledged it, and no repetition explains that
};

struct Changed {
    const Packet *sent = nullptr;
    const Packet *received = nullptr;
};

struct DirectionMatch {
    std::vector<Unmatched> sender_only, receiver_only;
    // What only the receiver's capture holds though a later repetition is in both, also when its bytes are.
    std::vector<const Packet *> repeated_at_receiver;
    std::vector<Changed> changed;
};

// Sequence numbers may be shifted by a constant on the way, and segments cut or joined anew.
[[nodiscard]] DirectionMatch match_direction(const FlowPair &pair, bool from_client, const ClockOffset &clock);

}  // namespace capf::pair
