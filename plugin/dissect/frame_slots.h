// SPDX-License-Identifier: GPL-2.0-or-later
// State for "the n-th message of this protocol in this frame". One frame may carry several (TLS records, joined
// messages, pipelined responses), and their offsets say nothing: each stands at the start of its own buffer.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

// The number of this message within the frame's dissection: 1, 2, … Call once for each message, whatever the pass.
inline unsigned next_slot(packet_info *pinfo, int protocol) {
    auto *count = static_cast<unsigned *>(p_get_proto_data(pinfo->pool, pinfo, protocol, 0));
    if (!count) {
        count = wmem_new0(pinfo->pool, unsigned);
        p_add_proto_data(pinfo->pool, pinfo, protocol, 0, count);
    }
    return ++*count;
}

// What the first pass left at this slot, or null.
template <typename State>
State *slot_state(packet_info *pinfo, int protocol, unsigned slot) {
    return static_cast<State *>(p_get_proto_data(wmem_file_scope(), pinfo, protocol, slot));
}

// Leaves `state` (of file scope) for the passes to come.
inline void set_slot_state(packet_info *pinfo, int protocol, unsigned slot, const void *state) {
    p_add_proto_data(wmem_file_scope(), pinfo, protocol, slot, const_cast<void *>(state));
}

}  // namespace capf::dissect
