// SPDX-License-Identifier: GPL-2.0-or-later
// CAPF inside TLS that nobody has decrypted: an item for each frame with records of such a session, with the messages
// that their sizes and places suggest (plugin/inference), marked as inferred.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

struct CapfConnection;
struct EncryptedCapf;

// The state of one connection, of file scope; null when there was no memory.
[[nodiscard]] EncryptedCapf *new_encrypted_capf() noexcept;

// Learns the TLS records of this segment. First pass only, after look_for_gap() and before TLS sees the segment.
void learn_tls_records(CapfConnection *connection, packet_info *pinfo, tvbuff_t *tvb);
// After TLS has seen the segment: shows the item, unless the session is one that Wireshark decrypts.
void show_encrypted_capf(CapfConnection *connection, packet_info *pinfo, tvbuff_t *tvb, proto_tree *tree);
// The connection of this packet ends, by its FIN or RST, which one side sends. First pass only.
void close_encrypted_capf(packet_info *pinfo, bool from_client);

void register_encrypted_capf(int protocol);

}  // namespace capf::dissect
