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

// A configuration names `port` as CAPF's: connections to it are decoded as CAPF from now on, unless another protocol
// has that port. First pass only; forgotten with the capture.
void announce_capf_port(std::uint16_t port);

}  // namespace capf::dissect
