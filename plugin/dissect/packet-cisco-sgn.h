// SPDX-License-Identifier: GPL-2.0-or-later
// The signed files of Cisco IP phones: packet-cisco-sgn.cc shows them, phone_file_transport.cc finds them in HTTP and
// TFTP, signed_file_check.cc verifies them.
#pragma once

#include "plugin/dissect/compat.h"
#include "plugin/dissect/http_requests.h"

namespace capf::dissect {

void register_cisco_sgn();
void handoff_cisco_sgn();

// For phone_file_transport.cc.
void register_phone_file_transport(int protocol);
void handoff_phone_file_transport(int protocol);

// Shows the phone file in `tvb` (a signed one, or a configuration as plain XML) below `tree` and adds a few words to
// the Info column. `name` as requested, may be empty; `names` all that the connection asked for, or null. Returns the
// name that the first pass was given: transports do not know it later. What a signed file holds is handed on to other
// dissectors; the text of a plain one is the caller's to hand on. The signature of a part is not checked.
const char *dissect_phone_file(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const char *name,
                               const RequestedNames *names, bool is_part);
// Hands the text of a plain configuration to the XML dissector, unless it is too large for that.
void show_plain_configuration(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

// Instead of dissect_phone_file(), for who looks at no tree: uses what the file tells of other connections, and returns
// the same name.
const char *note_phone_file(tvbuff_t *tvb, packet_info *pinfo, const char *name, const RequestedNames *names);
// From now on the transports call note_phone_file().
void leave_files_unshown();

}  // namespace capf::dissect
