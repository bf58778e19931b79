// SPDX-License-Identifier: GPL-2.0-or-later
// Wireshark's headers, and everything in which the supported versions (4.0 and later) differ.
#pragma once

#include <glib.h>
#include <ws_version.h>

// First: the headers below lean on it.
#include <epan/packet.h>

#include <epan/charsets.h>
#include <epan/conversation.h>
#include <epan/conversation_filter.h>
#include <epan/exceptions.h>
#include <epan/expert.h>
#include <epan/export_object.h>
#include <epan/prefs-int.h>
#include <epan/prefs.h>
#include <epan/proto_data.h>
#include <epan/srt_table.h>
#include <epan/stats_tree.h>
#include <epan/tap.h>
#include <epan/to_str.h>
extern "C" {  // these have no guards for C++ of their own
#include <epan/dissectors/packet-http.h>
#include <epan/dissectors/packet-tcp.h>
#include <epan/dissectors/packet-tls.h>
#include <epan/show_exception.h>

// Exported, but its header (packet-tls-utils.h) wants libgcrypt's. What TLS decrypts on this connection goes to
// `inside`.
void tls_set_appdata_dissector(dissector_handle_t tls, packet_info *pinfo, dissector_handle_t inside);
}

#include <cstdint>
#include <type_traits>

#define CAPF_WIRESHARK_VERSION (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

// Between a menu and its submenu in the name of a statistic.
#ifdef STATS_TREE_MENU_SEPARATOR
#define CAPF_STATISTICS_SUBMENU STATS_TREE_MENU_SEPARATOR
#else
#define CAPF_STATISTICS_SUBMENU "/"
#endif

namespace capf::dissect {

// What a heuristic dissector returns: gboolean up to 4.2, bool from 4.4 on.
using WsBool = std::invoke_result_t<heur_dissector_t, tvbuff_t *, packet_info *, proto_tree *, void *>;

inline std::uint8_t byte_at(tvbuff_t *tvb, int offset) {
#if CAPF_WIRESHARK_VERSION >= 404
    return tvb_get_uint8(tvb, offset);
#else
    return tvb_get_guint8(tvb, offset);
#endif
}

// Whether a dissector made bytes of this name out of the frame: "Decrypted TLS".
inline bool has_data_source(packet_info *pinfo, const char *name) {
#if CAPF_WIRESHARK_VERSION >= 406
    return get_data_source_by_name(pinfo, name) != nullptr;
#else
    return get_data_source_tvb_by_name(pinfo, name) != nullptr;
#endif
}

// Turns on a boolean preference of another protocol, as its default too: the user can still turn it off.
inline void set_bool_preference_default(const char *module_name, const char *name) {
    module_t *module = prefs_find_module(module_name);
    pref_t *preference = module ? prefs_find_preference(module, name) : nullptr;
    if (!preference) return;
    prefs_set_bool_value(preference, TRUE, pref_default);
    prefs_set_bool_value(preference, TRUE, pref_current);
}

inline bool bool_preference(const char *module_name, const char *name) {
    module_t *module = prefs_find_module(module_name);
    pref_t *preference = module ? prefs_find_preference(module, name) : nullptr;
    return preference && prefs_get_bool_value(preference, pref_current);
}

// The target of the HTTP request that the response being dissected answers, or null. Right on the first pass only:
// before 4.4 HTTP keeps nothing but the connection's latest request.
inline const char *http_request_target(packet_info *pinfo, int proto_http) {
#if CAPF_WIRESHARK_VERSION >= 404
    const auto *exchange = static_cast<const http_req_res_t *>(
        p_get_proto_data(wmem_file_scope(), pinfo, proto_http, HTTP_PROTO_DATA_REQRES));
    return exchange ? exchange->request_uri : nullptr;
#else
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return nullptr;
    const auto *http = static_cast<const http_conv_t *>(conversation_get_proto_data(conversation, proto_http));
#if CAPF_WIRESHARK_VERSION >= 402
    return http && http->req_res_tail ? http->req_res_tail->request_uri : nullptr;
#else
    return http ? http->request_uri : nullptr;
#endif
#endif
}

// The status of the answer whose body is dissected now; 0 where it is not known.
inline unsigned http_answer_status(packet_info *pinfo, int proto_http) {
#if CAPF_WIRESHARK_VERSION >= 404
    const auto *exchange = static_cast<const http_req_res_t *>(
        p_get_proto_data(wmem_file_scope(), pinfo, proto_http, HTTP_PROTO_DATA_REQRES));
    return exchange ? exchange->response_code : 0;
#else
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return 0;
    const auto *http = static_cast<const http_conv_t *>(conversation_get_proto_data(conversation, proto_http));
    return http ? http->response_code : 0;
#endif
}

// Whether requests of this connection were sent before their answers: then HTTP's request is any of them. Before 4.4
// HTTP keeps them in a list, in which each answer is put to the latest request.
inline bool http_requests_overlap(packet_info *pinfo, int proto_http) {
#if CAPF_WIRESHARK_VERSION >= 404
    (void)pinfo, (void)proto_http;
    return false;  // it puts answers to requests by their order
#else
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return false;
    const auto *http = static_cast<const http_conv_t *>(conversation_get_proto_data(conversation, proto_http));
    const http_req_res_t *exchange = http ? http->req_res_tail : nullptr;
    if (exchange && exchange->req_framenum == 0) return true;  // an answer more than there were requests since the last
    for (; exchange && exchange->prev; exchange = exchange->prev)
        if (exchange->prev->res_framenum == 0) return true;
    return false;
#endif
}

}  // namespace capf::dissect
