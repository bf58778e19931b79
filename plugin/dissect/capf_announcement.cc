// SPDX-License-Identifier: GPL-2.0-or-later
// Ports other than CAPF's own that a configuration in the capture names.
//
// A port number means something on the server that the configuration names, and nothing elsewhere: so connections to
// that address and port are taken for CAPF, whoever has the port otherwise. A node that is given by a host name has no
// address here: then the server of the file stands for it (in a cluster of one it is the same), and the port is taken
// everywhere if nobody has it.
#include <wsutil/inet_addr.h>

#include <algorithm>
#include <array>

#include "plugin/dissect/packet-capf.h"
#include "plugin/wire/ports.h"

namespace capf::dissect {

namespace {

constexpr unsigned kMostAnnouncements = 64;

wmem_map_t *announced_servers;  // address and port as text
wmem_map_t *announced_ports;    // those that were free
std::array<std::uint16_t, kMostAnnouncements> ports_of_servers;
std::size_t port_count = 0;

// The address that `node` is, in the memory of the packet; false when it is a host name.
bool parse_address(packet_info *pinfo, const char *node, address *parsed) {
    auto *v4 = wmem_new(pinfo->pool, ws_in4_addr);
    if (ws_inet_pton4(node, v4)) {
        set_address(parsed, AT_IPv4, sizeof *v4, v4);
        return true;
    }
    auto *v6 = wmem_new(pinfo->pool, ws_in6_addr);
    if (!ws_inet_pton6(node, v6)) return false;
    set_address(parsed, AT_IPv6, sizeof *v6, v6);
    return true;
}

bool note_first_time(wmem_map_t *map, const char *key) {
    if (!map || wmem_map_size(map) >= kMostAnnouncements || wmem_map_contains(map, key)) return false;
    wmem_map_insert(map, wmem_strdup(wmem_file_scope(), key), GUINT_TO_POINTER(1));
    return true;
}

// A template from which Wireshark makes the conversation of each connection to this address and port.
void take_server(packet_info *pinfo, const address *server, std::uint16_t port) {
    const char *key = wmem_strdup_printf(pinfo->pool, "%s %u", address_to_str(pinfo->pool, server), port);
    if (!note_first_time(announced_servers, key)) return;
    if (!is_announced_capf_port(port)) ports_of_servers[port_count++] = port;
    const address any = ADDRESS_INIT_NONE;
    conversation_t *conversation = conversation_new(pinfo->num, server, &any, CONVERSATION_TCP, port, 0,
                                                    NO_ADDR2 | NO_PORT2 | CONVERSATION_TEMPLATE);
    conversation_set_dissector(conversation, capf_port_dissector());
}

bool is_free(const char *table, guint port) {
    return dissector_get_uint_handle(find_dissector_table(table), port) == nullptr;
}

void take_port(packet_info *pinfo, std::uint16_t port) {
    if (!is_free("tcp.port", port) || !is_free("tls.port", port)) return;
    if (!note_first_time(announced_ports, wmem_strdup_printf(pinfo->pool, "%u", port))) return;
    dissector_add_uint("tcp.port", port, capf_port_dissector());
}

void forget_port(gpointer key, gpointer, gpointer) {
    dissector_delete_uint("tcp.port", static_cast<guint>(g_ascii_strtoull(static_cast<const char *>(key), nullptr, 10)),
                          capf_port_dissector());
}

void begin_capture() {
    announced_servers = wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
    announced_ports = wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
}

void end_capture() {
    if (announced_ports) wmem_map_foreach(announced_ports, forget_port, nullptr);
    announced_servers = announced_ports = nullptr;
    port_count = 0;
}

}  // namespace

void announce_capf_server(packet_info *pinfo, const char *node, std::uint16_t port) {
    if (port == wire::kCapfPort) return;
    address server;
    if (parse_address(pinfo, node, &server)) return take_server(pinfo, &server, port);
    take_server(pinfo, &pinfo->src, port);
    take_port(pinfo, port);
}

bool is_announced_capf_port(std::uint32_t port) {
    const auto end = ports_of_servers.begin() + static_cast<std::ptrdiff_t>(port_count);
    return std::find(ports_of_servers.begin(), end, port) != end;
}

void register_capf_announcements() {
    register_init_routine(begin_capture);
    register_cleanup_routine(end_capture);
}

}  // namespace capf::dissect
