// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/conversation_filters.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string>
#include <type_traits>

#include "plugin/dissect/capf_session.h"
#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/plan.h"
#include "plugin/dissect/signed_file_check.h"
#include "plugin/wire/ports.h"

namespace capf::dissect {

namespace {

// TVS, HTTP and HTTPS of CUCM's TFTP service.
constexpr guint32 kServicePorts[] = {wire::kTvsPort, wire::kHttpFilesPort, wire::kHttpsFilesPort};

int proto_capf = -1;
int proto_sgn = -1;

// ---- What the selected packet tells ----

const CapfMessageState *capf_message(packet_info *pinfo) {
    return slot_state<const CapfMessageState>(pinfo, proto_capf, 1);
}

const SignedFileState *signed_file(packet_info *pinfo) {
    return slot_state<const SignedFileState>(pinfo, proto_sgn, 1);
}

bool holds_layer(const packet_info *pinfo, const char *name) {
    return proto_is_frame_protocol(pinfo->layers, name) != 0;
}

bool is_service_port(guint32 port) {
    return port == wire::kCapfPort || std::ranges::find(kServicePorts, port) != std::end(kServicePorts);
}

// The phone's side of the packet, or null when the packet has nothing to do with provisioning.
const address *phone_address(packet_info *pinfo) {
    if (const CapfMessageState *message = capf_message(pinfo)) return message->from_server ? &pinfo->dst : &pinfo->src;
    if (signed_file(pinfo)) return &pinfo->dst;
    const bool tcp = pinfo->ptype == PT_TCP;
    if (tcp && is_service_port(pinfo->destport)) return &pinfo->src;
    if (tcp && is_service_port(pinfo->srcport)) return &pinfo->dst;
    // Of TFTP's other packets one cannot tell which side is the phone.
    return pinfo->destport == wire::kTftpPort && holds_layer(pinfo, "tftp") ? &pinfo->src : nullptr;
}

std::string device_name(packet_info *pinfo) {
    if (const CapfMessageState *message = capf_message(pinfo))
        return message->session->facts.device_name ? message->session->facts.device_name : "";
    if (const SignedFileState *file = signed_file(pinfo))
        return wire::parse_phone_file_name(file->name).device.value_or("");
    return "";
}

// ---- Filters ----

// As a display filter's string. Names from the wire may hold anything.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (g_ascii_isalnum(c) || std::strchr("-_.", c)) {
            result += c;
        } else {
            result += "\\x" + wire::to_hex({reinterpret_cast<const std::uint8_t *>(&c), 1});
        }
    }
    return result + "\"";
}

std::string session_filter(packet_info *pinfo) {
    const CapfMessageState *message = capf_message(pinfo);
    if (!message) return "";
    return "capf && " + address_filter(pinfo->src) + " && " + address_filter(pinfo->dst) +
           " && tcp.port == " + std::to_string(pinfo->srcport) + " && tcp.port == " + std::to_string(pinfo->destport);
}

std::string provisioning_filter(packet_info *pinfo) {
    const address *phone = phone_address(pinfo);
    if (!phone) return "";
    const CapfMessageState *message = capf_message(pinfo);
    std::string ports = std::to_string(message ? message->session->server_port : wire::kCapfPort);
    for (const guint32 port : kServicePorts) ports += ", " + std::to_string(port);
    return address_filter(*phone) + " && (capf || cisco_sgn || cisco_tvs || tftp || http || tcp.port in {" + ports +
           "})";
}

std::string name_filter(packet_info *pinfo) {
    const std::string device = device_name(pinfo);
    if (device.empty()) return "";
    const std::string name = quoted(device);
    return "capf.session.device_name == " + name + " || cisco_sgn.device == " + name +
           " || cisco_tvs.device_name contains " + name + " || http.request.uri contains " + name +
           " || tftp.source_file contains " + name;
}

// ---- Registration ----

using Filter = std::string (*)(packet_info *);

// Wireshark's own copy of the filter, or null when there is none for this packet.
template <Filter filter>
char *built(packet_info *pinfo) noexcept {
    char *text = nullptr;
    describe([&] {
        if (const std::string made = filter(pinfo); !made.empty()) text = g_strdup(made.c_str());
    });
    return text;
}

// Newer versions hand over a pointer that was registered.
template <Filter filter, typename... UserData>
char *build(packet_info *pinfo, UserData...) {
    return built<filter>(pinfo);
}

template <Filter filter, typename Result, typename... UserData>
Result is_offered(packet_info *pinfo, UserData...) {
    char *text = built<filter>(pinfo);
    const bool offered = text != nullptr;
    g_free(text);
    return offered;
}

template <Filter filter, typename Register>
void offer(Register *registration, const char *title) {
    const is_filter_valid_func valid = is_offered<filter, WsBool>;
    const build_filter_string_func builder = build<filter>;
    if constexpr (std::is_invocable_v<Register, const char *, const char *, is_filter_valid_func,
                                      build_filter_string_func>)
        registration("capf", title, valid, builder);
    else
        registration("capf", title, valid, builder, nullptr);
}

}  // namespace

void register_conversation_filters() {
    proto_capf = proto_get_id_by_filter_name("capf");
    proto_sgn = proto_get_id_by_filter_name("cisco_sgn");
    offer<session_filter>(register_conversation_filter, "CAPF session");
    offer<provisioning_filter>(register_conversation_filter, "Provisioning of this phone, by address");
    offer<name_filter>(register_conversation_filter, "This phone, by name");
}

}  // namespace capf::dissect
