// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/http_requests.h"

#include <algorithm>

#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/plan.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::dissect {

namespace {

// More requests than a phone sends on one connection.
constexpr unsigned kMostNames = 200;
constexpr unsigned kLongestRequests = 16384;

int proto_sgn = -1;
int proto_http = -1;
dissector_handle_t http_handle;   // who has the port
dissector_handle_t https_handle;  // HTTP inside TLS

RequestedNames *names_of_connection(packet_info *pinfo) {
    conversation_t *conversation = find_or_create_conversation(pinfo);
    auto *names = static_cast<RequestedNames *>(conversation_get_proto_data(conversation, proto_sgn));
    if (!names) {
        names = wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
        conversation_add_proto_data(conversation, proto_sgn, names);
    }
    return names;
}

void remember(packet_info *pinfo, RequestedNames *names, std::string_view request) {
    const std::size_t target = request.find(' ');
    const std::size_t version = request.find(" HTTP/");
    if (target == std::string_view::npos || version == std::string_view::npos || version <= target) return;
    const wire::PhoneFileName name = wire::parse_phone_file_name(request.substr(target + 1, version - target - 1));
    if (name.device) name_phone(pinfo, &pinfo->src, pinfo->srcport, name.device->c_str());
    if (name.base_name.empty() || wmem_map_size(names) >= kMostNames) return;
    wmem_map_insert(names, wmem_strdup(wmem_file_scope(), name.base_name.c_str()), GUINT_TO_POINTER(1));
}

// A request of which the capture has no more than its beginning: whoever asks for this whole name.
void name_by_cut_request(packet_info *pinfo, std::string_view text) {
    constexpr std::string_view kGet = "GET ";
    if (!text.starts_with(kGet)) return;
    text.remove_prefix(kGet.size());
    const std::size_t end = text.find(' ');
    if (end == std::string_view::npos) return;
    const wire::PhoneFileName name = wire::parse_phone_file_name(text.substr(0, end));
    if (name.device) name_phone(pinfo, &pinfo->src, pinfo->srcport, name.device->c_str());
}

// Whole requests: of one that is cut HTTP gets all when the rest is there. With `cut` there is no rest.
void remember_all(packet_info *pinfo, RequestedNames *names, wire::Bytes bytes, bool cut) noexcept {
    describe([&] {
        std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        for (std::size_t end = text.find("\r\n\r\n"); end != std::string_view::npos; end = text.find("\r\n\r\n")) {
            const std::string_view request = text.substr(0, end);
            if (!request.starts_with("GET ")) return;
            remember(pinfo, names, request.substr(0, request.find("\r\n")));
            text.remove_prefix(end + 4);
        }
        if (cut) name_by_cut_request(pinfo, text);
    });
}

// The words of an answer that refuses the file, "404 Not Found", in the memory of the packet; null for any other bytes.
const char *refusal(packet_info *pinfo, wire::Bytes bytes) noexcept {
    constexpr std::size_t kVersion = 9;  // "HTTP/1.1 "
    const char *words = nullptr;
    describe([&] {
        const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        if (!text.starts_with("HTTP/1.") || text.size() <= kVersion) return;
        const std::string_view status = text.substr(kVersion, text.find_first_of("\r\n") - kVersion);
        const bool refused = status.size() >= 3 && (status[0] == '4' || status[0] == '5') && wire::is_digit(status[1]);
        if (refused) words = wmem_strndup(pinfo->pool, status.data(), status.size());
    });
    return words;
}

void note_refusal(packet_info *pinfo, wire::Bytes bytes) {
    const char *words = refusal(pinfo, bytes);
    // Before 4.4 nobody knows which of several requests at once is answered.
    if (!words || http_requests_overlap(pinfo, proto_http)) return;
    if (const char *target = http_request_target(pinfo, proto_http)) refuse_phone_file(pinfo, target, words);
}

template <const dissector_handle_t *Http>
int dissect_http_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    constexpr int kMethod = 4;
    const unsigned length = std::min<unsigned>(tvb_captured_length(tvb), kLongestRequests);
    const wire::Bytes bytes{length > 0 ? tvb_get_ptr(tvb, 0, static_cast<int>(length)) : nullptr, length};
    if (!PINFO_FD_VISITED(pinfo) && tvb_strneql(tvb, 0, "GET ", kMethod) == 0)
        remember_all(pinfo, names_of_connection(pinfo), bytes, tvb_captured_length(tvb) < tvb_reported_length(tvb));
    // Reassembly is TCP's offer to whom it calls; that one stands in our place.
    pinfo->can_desegment = pinfo->saved_can_desegment;
    const int used = call_dissector_only(*Http, tvb, pinfo, tree, data);
    // An answer that goes on comes here once more, whole.
    if (!PINFO_FD_VISITED(pinfo) && pinfo->desegment_len == 0) note_refusal(pinfo, bytes);
    return used;
}

}  // namespace

const RequestedNames *requested_names(packet_info *pinfo) {
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return nullptr;
    return static_cast<const RequestedNames *>(conversation_get_proto_data(conversation, proto_sgn));
}

bool was_requested(const RequestedNames *names, const std::string &base_name) {
    return names && wmem_map_contains(const_cast<RequestedNames *>(names), base_name.c_str());
}

void register_http_requests(int protocol) {
    proto_sgn = protocol;
}

void handoff_http_requests(unsigned port) {
    http_tcp_port_add(port);
    http_handle = dissector_get_uint_handle(find_dissector_table("tcp.port"), port);
    if (http_handle)
        dissector_add_uint("tcp.port", port,
                           register_dissector_with_description("cisco_sgn.http_port", "Cisco phone files (HTTP)",
                                                               dissect_http_port<&http_handle>, -1));
    proto_http = proto_get_id_by_filter_name("http");
}

void handoff_https_requests(std::initializer_list<unsigned> ports) {
    https_handle = find_dissector("http-over-tls");
    if (!https_handle) return;
    const dissector_handle_t ours = register_dissector_with_description(
        "cisco_sgn.https_port", "Cisco phone files (HTTPS)", dissect_http_port<&https_handle>, -1);
    for (const unsigned port : ports) ssl_dissector_add(port, ours);
}

}  // namespace capf::dissect
