// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/http_requests.h"

#include <algorithm>

#include "plugin/dissect/plan.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::dissect {

namespace {

// More requests than a phone sends on one connection.
constexpr unsigned kMostNames = 200;
constexpr unsigned kLongestRequests = 16384;

int proto_port = -1;  // stands for the port in Wireshark's lists; adds no layer to the frame
dissector_handle_t port_handle;
dissector_handle_t http_handle;

RequestedNames *names_of_connection(packet_info *pinfo) {
    conversation_t *conversation = find_or_create_conversation(pinfo);
    auto *names = static_cast<RequestedNames *>(conversation_get_proto_data(conversation, proto_port));
    if (!names) {
        names = wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
        conversation_add_proto_data(conversation, proto_port, names);
    }
    return names;
}

void remember(RequestedNames *names, std::string_view request) {
    const std::size_t target = request.find(' ');
    const std::size_t version = request.find(" HTTP/");
    if (target == std::string_view::npos || version == std::string_view::npos || version <= target) return;
    const wire::PhoneFileName name = wire::parse_phone_file_name(request.substr(target + 1, version - target - 1));
    if (name.base_name.empty() || wmem_map_size(names) >= kMostNames) return;
    wmem_map_insert(names, wmem_strdup(wmem_file_scope(), name.base_name.c_str()), GUINT_TO_POINTER(1));
}

// Whole requests only: of one that is cut HTTP gets all when the rest is there.
void remember_all(RequestedNames *names, wire::Bytes bytes) noexcept {
    describe([&] {
        std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        for (std::size_t end = text.find("\r\n\r\n"); end != std::string_view::npos; end = text.find("\r\n\r\n")) {
            const std::string_view request = text.substr(0, end);
            if (!request.starts_with("GET ")) return;
            remember(names, request.substr(0, request.find("\r\n")));
            text.remove_prefix(end + 4);
        }
    });
}

int dissect_http_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    constexpr int kMethod = 4;
    if (!PINFO_FD_VISITED(pinfo) && tvb_strneql(tvb, 0, "GET ", kMethod) == 0) {
        const unsigned length = std::min<unsigned>(tvb_captured_length(tvb), kLongestRequests);
        remember_all(names_of_connection(pinfo), {tvb_get_ptr(tvb, 0, static_cast<int>(length)), length});
    }
    // Reassembly is TCP's offer to whom it calls; that one stands in our place.
    pinfo->can_desegment = pinfo->saved_can_desegment;
    return call_dissector_only(http_handle, tvb, pinfo, tree, data);
}

}  // namespace

const RequestedNames *requested_names(packet_info *pinfo) {
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return nullptr;
    return static_cast<const RequestedNames *>(conversation_get_proto_data(conversation, proto_port));
}

bool was_requested(const RequestedNames *names, const std::string &base_name) {
    return names && wmem_map_contains(const_cast<RequestedNames *>(names), base_name.c_str());
}

void register_http_requests(int protocol) {
    proto_port = proto_register_protocol_in_name_only("HTTP port of phone files", "HTTP (phone files)",
                                                      "cisco_sgn.http_port", protocol, FT_PROTOCOL);
    port_handle = register_dissector("cisco_sgn.http_port", dissect_http_port, proto_port);
}

void handoff_http_requests(unsigned port) {
    http_tcp_port_add(port);
    http_handle = dissector_get_uint_handle(find_dissector_table("tcp.port"), port);
    if (http_handle) dissector_add_uint("tcp.port", port, port_handle);
}

}  // namespace capf::dissect
