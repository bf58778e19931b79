// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of one TCP connection that carries CAPF, in Wireshark's conversation.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

struct CapfSessionState;
struct EncryptedCapf;

// What stands behind a port of CAPF's.
enum class Carrier : std::uint8_t { unknown, tls, plain, hiqnet };

struct CapfConnection {
    Carrier carrier;
    std::uint32_t carrier_since;  // the frame that showed it; before that frame it is unknown in every pass
    CapfSessionState *session;    // of the messages that were read; null before the first
    EncryptedCapf *encrypted;     // of TLS; null before its first segment
};

// Never null.
[[nodiscard]] CapfConnection *capf_connection(packet_info *pinfo);
// Null when the connection carries no CAPF.
[[nodiscard]] CapfConnection *find_capf_connection(packet_info *pinfo);

}  // namespace capf::dissect
