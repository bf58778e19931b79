// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capf_connection.h"

#include "plugin/dissect/packet-capf.h"

namespace capf::dissect {

CapfConnection *capf_connection(packet_info *pinfo) {
    conversation_t *conversation = find_or_create_conversation(pinfo);
    auto *known = static_cast<CapfConnection *>(conversation_get_proto_data(conversation, capf_protocol()));
    if (!known) {
        known = wmem_new0(wmem_file_scope(), CapfConnection);
        conversation_add_proto_data(conversation, capf_protocol(), known);
    }
    return known;
}

CapfConnection *find_capf_connection(packet_info *pinfo) {
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return nullptr;
    return static_cast<CapfConnection *>(conversation_get_proto_data(conversation, capf_protocol()));
}

}  // namespace capf::dissect
