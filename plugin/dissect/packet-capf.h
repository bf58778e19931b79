// SPDX-License-Identifier: GPL-2.0-or-later
// Certificate Authority Proxy Function: the messages (packet-capf.cc) and how TCP reaches them (capf_transport.cc).
#pragma once

#include <cstdint>

#include "plugin/dissect/compat.h"

namespace capf::dissect {

void register_capf();
void handoff_capf();

// For capf_transport.cc and the handoff.
[[nodiscard]] int capf_protocol();
[[nodiscard]] dissector_handle_t capf_dissector();
void register_capf_transport(int protocol);
void handoff_capf_transport(int protocol);

// Takes a connection from its first byte: TLS or plaintext CAPF.
[[nodiscard]] dissector_handle_t capf_port_dissector();

// The configuration in this frame, which its server sends, names `node` (an address or a host name; may be empty) and
// `port` as CAPF's: connections to it are decoded as CAPF from now on. First pass only; forgotten with the capture.
void announce_capf_server(packet_info *pinfo, const char *node, std::uint16_t port);
// Whether a configuration of this capture named the port, on any server.
[[nodiscard]] bool is_announced_capf_port(std::uint32_t port);
void register_capf_announcements();

}  // namespace capf::dissect
