// SPDX-License-Identifier: GPL-2.0-or-later
// The signed files of Cisco IP phones: packet-cisco-sgn.cc shows them, phone_file_transport.cc finds them in HTTP and
// TFTP, signed_file_check.cc verifies them.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

void register_cisco_sgn();
void handoff_cisco_sgn();

// For phone_file_transport.cc.
void register_phone_file_transport(int protocol);
void handoff_phone_file_transport(int protocol);

// Shows the signed file in `tvb` below `tree` and adds a few words to the Info column. `name` as requested, may be
// empty. Returns the name that the first pass was given: transports do not know it later.
const char *dissect_signed_file(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const char *name);

}  // namespace capf::dissect
