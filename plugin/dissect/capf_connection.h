// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of one TCP connection that carries CAPF, in Wireshark's conversation.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

struct CapfSessionState;
struct EncryptedCapf;

// What stands behind a port of CAPF's.
enum class Carrier : std::uint8_t { unknown, tls, plain, hiqnet };

// What the capture lacks of a connection's data, as its segments show in their order: a later segment of the same side,
// or the other side, which acknowledges what was not seen.
struct StreamGaps {
    std::uint32_t next[2], acknowledged[2];  // by side
    bool next_known[2], acknowledged_known[2];
    unsigned count;  // so far
    bool passed;     // a later segment shows one: nothing fills it any more
};

struct CapfConnection {
    StreamGaps gaps;
    Carrier carrier;
    std::uint32_t carrier_since;  // the frame that showed it; before that frame it is unknown in every pass
    CapfSessionState *session;    // of the messages that were read; null before the first
    EncryptedCapf *encrypted;     // of TLS; null before its first segment
};

// Never null.
[[nodiscard]] CapfConnection *capf_connection(packet_info *pinfo);
// Null when the connection carries no CAPF.
[[nodiscard]] CapfConnection *find_capf_connection(packet_info *pinfo);

// `tcp` is what TCP hands to those it calls. First pass only.
void look_for_gap(StreamGaps *gaps, const packet_info *pinfo, tvbuff_t *tvb, const tcpinfo *tcp);
// True when there is one that was not filled by the last segment so far.
[[nodiscard]] bool has_gap(const StreamGaps *gaps);

}  // namespace capf::dissect
