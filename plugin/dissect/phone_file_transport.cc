// SPDX-License-Identifier: GPL-2.0-or-later
// How HTTP and TFTP hand us the phones' files.
//
// HTTP asks the table of media types, then the heuristic list "http". CUCM says "*/*", which no media type claims, so
// the heuristic sees it. Other servers say octet-stream, text or XML, which Wireshark's own dissectors claim: we stand
// before those, look at the content, and hand everything that is not ours to whoever had it before.
//
// A configuration that is not signed (.cnf.xml) is ours to explain, and XML all the same.
//
// TFTP asks the heuristic list "tftp" with whole files, provided that the preference tftp.defragment is on. We turn it
// on as its default; a user's own setting still wins. We show the file and answer "not ours" all the same: a file that
// somebody claims is missing in File > Export Objects > TFTP.
#include "plugin/dissect/packet-cisco-sgn.h"
#include "plugin/dissect/plan.h"
#include "plugin/dissect/taps.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/ports.h"
#include "plugin/wire/signed_header.h"

namespace capf::dissect {

namespace {

// Enough for looks_like_signed_file().
constexpr unsigned kLook = 64;
// The root of an XML document stands in its first lines.
constexpr std::size_t kLookForDevice = 1024;
constexpr unsigned kPartialContent = 206;  // HTTP's status of a part of a file [RFC 9110, section 15.3.7]

int proto_sgn = -1;
int proto_http = -1;
int tap_file = -1;
bool files_are_shown = true;

bool is_signed_file(tvbuff_t *tvb) {
    const unsigned length = MIN(tvb_captured_length(tvb), kLook);
    return length > 0 && wire::looks_like_signed_file({tvb_get_ptr(tvb, 0, static_cast<int>(length)), length});
}

// The root element is <device>, and something in it only a phone's configuration has. No epan calls.
bool is_configuration(wire::Bytes text) noexcept {
    bool found = false;
    describe([&] {
        const std::string_view head(reinterpret_cast<const char *>(text.data()), MIN(text.size(), kLookForDevice));
        if (!wire::looks_like_xml(text) || head.find("<device") == std::string_view::npos) return;
        const wire::PhoneConfig config = wire::parse_phone_config(text);
        found = config.is_device && (config.full_config || config.load_information || config.device_protocol ||
                                     config.device_security_mode || !config.capf_servers.empty());
    });
    return found;
}

bool is_plain_configuration(tvbuff_t *tvb) {
    const unsigned length = tvb_captured_length(tvb);
    return length > 0 && is_configuration({tvb_get_ptr(tvb, 0, static_cast<int>(length)), length});
}

void tap(tvbuff_t *tvb, packet_info *pinfo, const char *name, const char *transport, bool signed_file) {
    if (!have_tap_listener(tap_file)) return;
    const unsigned length = tvb_captured_length(tvb);
    auto *file = wmem_new0(pinfo->pool, PhoneFileTap);
    *file = {name, transport, tvb_get_ptr(tvb, 0, static_cast<int>(length)), length, signed_file};
    tap_queue_packet(tap_file, pinfo, file);
}

// ---- HTTP ----

enum class Body : std::uint8_t { not_ours, signed_file, plain_configuration };

// `names`: all that the connection asked for, or null. `is_part`: it is not the whole file.
const char *dissect_or_note(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const char *name,
                            const RequestedNames *names, bool is_part) {
    return files_are_shown ? dissect_phone_file(tvb, pinfo, tree, name, names, is_part)
                           : note_phone_file(tvb, pinfo, name, names);
}

Body dissect_http_body(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree) {
    const bool signed_file = is_signed_file(tvb);
    if (!signed_file && !is_plain_configuration(tvb)) return Body::not_ours;
    const RequestedNames *names = requested_names(pinfo);
    const char *target = http_request_target(pinfo, proto_http);
    // A signed file holds its own name, which is better than one of several requests.
    const bool by_content = !target || (signed_file && !names && http_requests_overlap(pinfo, proto_http));
    const bool is_part = http_answer_status(pinfo, proto_http) == kPartialContent;
    const char *name = dissect_or_note(tvb, pinfo, tree, by_content ? "" : target, names, is_part);
    tap(tvb, pinfo, name, "http", signed_file);
    return signed_file ? Body::signed_file : Body::plain_configuration;
}

WsBool dissect_http_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *) {
    const Body body = dissect_http_body(tvb, pinfo, tree);
    if (!files_are_shown) return true;
    if (body == Body::plain_configuration) show_plain_configuration(tvb, pinfo, tree);
    return body != Body::not_ours;
}

// A media type that Wireshark gives to another dissector.
template <std::size_t Type>
int dissect_media_type(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);
struct MediaType {
    const char *name;
    const char *dissector_name;
    const char *description;
    dissector_t dissector;
    dissector_handle_t before;  // who had it before us
};
MediaType media_types[] = {
    {"application/octet-stream", "cisco_sgn.octet_stream", "Cisco phone files (application/octet-stream)",
     dissect_media_type<0>, nullptr},
    {"application/xml", "cisco_sgn.xml", "Cisco phone files (application/xml)", dissect_media_type<1>, nullptr},
    {"text/plain", "cisco_sgn.text_plain", "Cisco phone files (text/plain)", dissect_media_type<2>, nullptr},
    {"text/xml", "cisco_sgn.text_xml", "Cisco phone files (text/xml)", dissect_media_type<3>, nullptr},
};

template <std::size_t Type>
int dissect_media_type(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    const bool enabled = proto_is_protocol_enabled(find_protocol_by_id(proto_sgn));
    const Body body = enabled ? dissect_http_body(tvb, pinfo, tree) : Body::not_ours;
    if (!files_are_shown) return static_cast<int>(tvb_captured_length(tvb));
    if (body == Body::plain_configuration) show_plain_configuration(tvb, pinfo, tree);
    if (body != Body::not_ours) return static_cast<int>(tvb_captured_length(tvb));
    return call_dissector_only(media_types[Type].before, tvb, pinfo, tree, data);
}

void stand_before_media_types() {
    const dissector_table_t table = find_dissector_table("media_type");
    for (MediaType &type : media_types) {
        type.before = dissector_get_string_handle(table, type.name);
        if (!type.before) continue;
        // Without a protocol of its own, so that bodies that are not ours look as they did. The description is for
        // Decode As, which has this table since 4.6.
        const dissector_handle_t ours =
            register_dissector_with_description(type.dissector_name, type.description, type.dissector, -1);
        dissector_add_string("media_type", type.name, ours);
    }
}

// ---- TFTP ----

WsBool dissect_tftp_file(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    // TFTP's private structure begins with the name of the file, null when the request is not in the capture.
    const char *name = data ? *static_cast<const char *const *>(data) : nullptr;
    if (!name) name = "";
    const bool signed_file = is_signed_file(tvb);
    const bool configuration = !signed_file && is_plain_configuration(tvb);
    if (signed_file || configuration) name = dissect_or_note(tvb, pinfo, tree, name, nullptr, false);
    if (configuration && files_are_shown) show_plain_configuration(tvb, pinfo, tree);
    tap(tvb, pinfo, name, "tftp", signed_file);
    return FALSE;
}

}  // namespace

void leave_files_unshown() {
    files_are_shown = false;
}

void register_phone_file_transport(int protocol) {
    proto_sgn = protocol;
    tap_file = register_tap("cisco_sgn");
    register_http_requests(protocol);
}

void handoff_phone_file_transport(int protocol) {
    proto_http = proto_get_id_by_filter_name("http");
    handoff_http_requests(wire::kHttpFilesPort);
    handoff_https_requests({wire::kHttpsFilesPort, wire::kSecondHttpsFilesPort});
    heur_dissector_add("http", dissect_http_heuristic, "Cisco signed file over HTTP", "cisco_sgn_http", protocol,
                       HEURISTIC_ENABLE);
    stand_before_media_types();
    set_bool_preference_default("tftp", "defragment");
    heur_dissector_add("tftp", dissect_tftp_file, "Cisco signed file over TFTP", "cisco_sgn_tftp", protocol,
                       HEURISTIC_ENABLE);
}

}  // namespace capf::dissect
