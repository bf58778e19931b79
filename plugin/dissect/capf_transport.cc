// SPDX-License-Identifier: GPL-2.0-or-later
// How a TCP stream reaches CAPF.
//
// CAPF's port carries TLS on the network and plaintext CAPF in captures written by decrypting relays. So the port
// belongs to a small dissector of our own, which looks how each connection begins and calls TLS or CAPF. Wireshark
// itself has HiQnet on 3804, which keeps what looks like it; what TLS does not want (HTTP, say) goes to the heuristics.
#include <algorithm>

#include "plugin/dissect/capf_connection.h"
#include "plugin/dissect/capf_encrypted.h"
#include "plugin/dissect/packet-capf.h"
#include "plugin/wire/capf_message.h"
#include "plugin/wire/ports.h"

namespace capf::dissect {

namespace {

int proto_capf = -1;
dissector_handle_t port_handle;
dissector_handle_t tls_handle;
dissector_handle_t hiqnet_handle;  // who had the port before us
heur_dissector_list_t tcp_heuristics;

bool begins_tls_record(const std::uint8_t *bytes, unsigned length) {
    return length >= 2 && bytes[0] >= 20 && bytes[0] <= 23 && bytes[1] == 3;
}

// As much as is there must fit the beginning of a message: id, command, and a first element inside the body.
bool begins_capf(const std::uint8_t *bytes, unsigned length) {
    if (length == 0 || bytes[0] != wire::kCapfProtocolId) return false;
    if (length >= 2 && wire::name_of(wire::capf_command_names(), bytes[1]).empty()) return false;
    if (length < wire::kCapfHeaderLength + 3) return true;
    const unsigned body = static_cast<unsigned>(bytes[6] << 8 | bytes[7]);
    const unsigned element = static_cast<unsigned>(bytes[9] << 8 | bytes[10]);
    return body == 0 || element + 3 <= body;
}

// Version, length of the header (25 bytes and more), length of the message.
bool begins_hiqnet(const std::uint8_t *bytes, unsigned length) {
    constexpr std::uint8_t kShortestHeader = 25;
    return length >= 6 && (bytes[0] == 1 || bytes[0] == 2) && bytes[1] >= kShortestHeader && bytes[2] == 0;
}

Carrier look(const std::uint8_t *bytes, unsigned length) {
    if (begins_tls_record(bytes, length)) return Carrier::tls;
    if (begins_capf(bytes, length)) return Carrier::plain;
    if (hiqnet_handle && begins_hiqnet(bytes, length)) return Carrier::hiqnet;
    return Carrier::unknown;
}

dissector_handle_t handle_of(Carrier carrier) {
    switch (carrier) {
        case Carrier::plain:
            return capf_dissector();
        case Carrier::hiqnet:
            return hiqnet_handle;
        case Carrier::tls:
        case Carrier::unknown:
            break;
    }
    return tls_handle;
}

int call_in_our_place(dissector_handle_t handle, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    // Reassembly is TCP's offer to whom it calls; that one stands in our place.
    pinfo->can_desegment = pinfo->saved_can_desegment;
    return call_dissector_only(handle, tvb, pinfo, tree, data);
}

// Wireshark's TLS hands over by the port number, which here need not be one that it knows.
void expect_capf_inside_tls(packet_info *pinfo) {
    const dissector_table_t ports = find_dissector_table("tls.port");
    for (const guint port : {pinfo->srcport, pinfo->destport})
        if (dissector_get_uint_handle(ports, port) == capf_dissector()) return;
    tls_set_appdata_dissector(tls_handle, pinfo, capf_dissector());
}

// What a server says before its client has spoken (SSH's version, say) is for the heuristics, which would keep the
// whole connection for their protocol: but a phone answers with TLS all the same.
int dissect_greeting(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    heur_dtbl_entry_t *taken_by = nullptr;
    pinfo->can_desegment = pinfo->saved_can_desegment;
    if (!dissector_try_heuristic(tcp_heuristics, tvb, pinfo, tree, &taken_by, data)) return 0;
    conversation_set_dissector(find_or_create_conversation(pinfo), port_handle);
    return static_cast<int>(tvb_captured_length(tvb));
}

Carrier carrier_of(CapfConnection *connection, packet_info *pinfo, const std::uint8_t *bytes, unsigned length) {
    if (connection->carrier != Carrier::unknown && pinfo->num >= connection->carrier_since) return connection->carrier;
    const Carrier carrier = look(bytes, length);
    if (connection->carrier == Carrier::unknown && carrier != Carrier::unknown) {
        connection->carrier = carrier;
        connection->carrier_since = pinfo->num;
        if (carrier == Carrier::tls) expect_capf_inside_tls(pinfo);
    }
    return carrier;
}

int dissect_tls(CapfConnection *connection, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    if (!connection->encrypted) connection->encrypted = new_encrypted_capf();
    if (!PINFO_FD_VISITED(pinfo)) learn_tls_records(connection, pinfo, tvb);
    const int used = call_in_our_place(tls_handle, tvb, pinfo, tree, data);
    show_encrypted_capf(connection, pinfo, tvb, tree);
    return used;
}

int dissect_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    const unsigned length = std::min<unsigned>(tvb_captured_length(tvb), wire::kCapfHeaderLength + 3);
    if (length == 0) return 0;
    // The port has no protocol of its own that could be turned off.
    if (!proto_is_protocol_enabled(find_protocol_by_id(proto_capf)))
        return call_in_our_place(tls_handle, tvb, pinfo, tree, data);
    CapfConnection *connection = capf_connection(pinfo);
    if (!PINFO_FD_VISITED(pinfo)) look_for_gap(&connection->gaps, pinfo, tvb, static_cast<const tcpinfo *>(data));
    const Carrier carrier = carrier_of(connection, pinfo, tvb_get_ptr(tvb, 0, static_cast<int>(length)), length);
    if (carrier == Carrier::tls) return dissect_tls(connection, tvb, pinfo, tree, data);
    const int used = call_in_our_place(handle_of(carrier), tvb, pinfo, tree, data);
    const bool from_server = pinfo->srcport == pinfo->match_uint;
    return used == 0 && carrier == Carrier::unknown && from_server ? dissect_greeting(tvb, pinfo, tree, data) : used;
}

// CAPF on any port. Off unless the user turns it on: 0x55 and a small number are not much to go by.
bool dissect_heuristically(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    constexpr unsigned kNeeded = wire::kCapfHeaderLength;
    if (tvb_captured_length(tvb) < kNeeded) return false;
    const unsigned length = std::min<unsigned>(tvb_captured_length(tvb), kNeeded + 3);
    if (!begins_capf(tvb_get_ptr(tvb, 0, static_cast<int>(length)), length)) return false;
    return call_in_our_place(capf_dissector(), tvb, pinfo, tree, data) > 0;
}

WsBool dissect_heuristically_over_tls(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    return dissect_heuristically(tvb, pinfo, tree, data);
}

WsBool dissect_heuristically_over_tcp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    if (!dissect_heuristically(tvb, pinfo, tree, data)) return FALSE;
    conversation_set_dissector(find_or_create_conversation(pinfo), capf_dissector());
    return TRUE;
}

}  // namespace

dissector_handle_t capf_port_dissector() {
    return port_handle;
}

void register_capf_transport(int protocol) {
    proto_capf = protocol;
    // Without a protocol, which would be a filter that looks like a field and matches nothing.
    port_handle = register_dissector_with_description("capf.port", "CAPF, with or without TLS", dissect_port, -1);
    register_encrypted_capf(protocol);
    register_capf_announcements();
}

void handoff_capf_transport(int protocol) {
    tls_handle = find_dissector_add_dependency("tls", protocol);
    dissector_add_uint_with_preference("tls.port", wire::kCapfPort, capf_dissector());
    hiqnet_handle = dissector_get_uint_handle(find_dissector_table("tcp.port"), wire::kCapfPort);
    dissector_add_uint("tcp.port", wire::kCapfPort, port_handle);
    dissector_add_for_decode_as("tcp.port", capf_dissector());
    tcp_heuristics = find_heur_dissector_list("tcp");
    heur_dissector_add("tcp", dissect_heuristically_over_tcp, "CAPF without TLS on any port", "capf_tcp", protocol,
                       HEURISTIC_DISABLE);
    heur_dissector_add("tls", dissect_heuristically_over_tls, "CAPF over TLS on any port", "capf_tls", protocol,
                       HEURISTIC_DISABLE);
}

}  // namespace capf::dissect
