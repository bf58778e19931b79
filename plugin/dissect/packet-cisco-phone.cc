// SPDX-License-Identifier: GPL-2.0-or-later
// A Cisco IP phone, across its protocols.
//
// A postdissector: it sees each packet after all others have dissected it, and looks at those to and from the ports of
// a phone's services. It has no field that it wants from the tree, so it costs other traffic a comparison of ports.
#include "plugin/dissect/packet-cisco-phone.h"

#include <cstring>
#include <string>

#include "plugin/dissect/capf_encrypted.h"
#include "plugin/dissect/capture_state.h"
#include "plugin/dissect/packet-capf.h"
#include "plugin/dissect/plan.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/ports.h"
#include "plugin/wire/signalling.h"
#include "plugin/wire/time_units.h"
#include "plugin/wire/tls_numbers.h"
#include "plugin/wire/tls_record.h"
#include "plugin/wire/transport_segment.h"

namespace capf::dissect {

namespace {

int proto_phone = -1;
int proto_tftp = -1, proto_ip = -1, proto_fragment6 = -1, proto_icmp = -1, proto_icmp6 = -1;
dissector_handle_t phone_handle;
bool is_shown = true;
std::uint32_t marked_frame;  // of mark_phone_packet()

int hf_device_name = -1;
int ett_phone = -1;
expert_field ei_file_refused = EI_INIT, ei_ctl_refused = EI_INIT, ei_alert = EI_INIT, ei_capf_refused = EI_INIT;
expert_field ei_capf_unanswered = EI_INIT, ei_file_given_up = EI_INIT;

// What the first pass found in one packet; of file scope.
struct PhonePacketState {
    expert_field *failure;  // null when there is none
    const char *text;
    bool of_any_host;  // false: a failure only if a phone is known on one of the two sides
};

// ---- Which packets ----

// Of `capf` and `phones` nobody but phones is a client; `sips` may be anybody's.
enum class Service : std::uint8_t { none, capf, phones, sips, other, report, fragment };

Service tcp_service(std::uint32_t port) {
    switch (port) {
        case wire::kCapfPort:
            return Service::capf;
        case wire::kTvsPort:
        case wire::kHttpsFilesPort:
        case wire::kSecondHttpsFilesPort:
        case wire::kSccpTlsPort:
            return Service::phones;
        case wire::kSipTlsPort:
            return Service::sips;
        case wire::kHttpFilesPort:
        case wire::kSipPort:
        case wire::kSccpPort:
            return Service::other;
        default:
            return is_announced_capf_port(port) ? Service::capf : Service::none;
    }
}

bool is_udp_service(std::uint32_t port) {
    return port == wire::kTftpPort || port == wire::kSipPort || port == wire::kDnsPort;
}

// TFTP is the last protocol, or the last but one (its data, as bytes, are a protocol too), before this one. UDP is what
// calls consist of: it must be told apart quickly.
bool is_tftp(const packet_info *pinfo) {
    constexpr int kLastOnes = 2;
    wmem_list_frame_t *layer = wmem_list_tail(pinfo->layers);
    for (int i = 0; i < kLastOnes && layer; ++i) {
        layer = wmem_list_frame_prev(layer);
        if (layer && GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_tftp) return true;
    }
    return false;
}

// An ICMP error has the ports of the packet that it reports.
bool is_report(const packet_info *pinfo) {
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer; layer = wmem_list_frame_next(layer)) {
        const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));
        if (protocol == proto_icmp || protocol == proto_icmp6) return true;
    }
    return false;
}

// The beginning of an IP packet, whose rest is in later frames: bytes right behind IP's header.
bool is_fragment(const packet_info *pinfo) {
    wmem_list_frame_t *layer = wmem_list_tail(pinfo->layers);  // this protocol; before it "data"
    for (int i = 0; i < 2 && layer; ++i) layer = wmem_list_frame_prev(layer);
    if (!layer) return false;
    const int protocol = GPOINTER_TO_INT(wmem_list_frame_data(layer));
    return protocol == proto_ip || protocol == proto_fragment6;
}

// The two sides of a packet, of which one may be the phone.
struct Sides {
    Service service;
    bool udp;
    bool to_server;  // by the ports; of TFTP's data it means nothing
};

bool look_at_ports(const packet_info *pinfo, Sides *sides) {
    if (pinfo->ptype == PT_TCP) {
        const Service at_destination = tcp_service(pinfo->destport);
        const Service at_source = tcp_service(pinfo->srcport);
        *sides = {at_destination != Service::none ? at_destination : at_source, false, at_destination != Service::none};
        return sides->service != Service::none || pinfo->num == marked_frame;
    }
    if (pinfo->ptype != PT_UDP) return false;
    *sides = {Service::other, true, is_udp_service(pinfo->destport)};
    return sides->to_server || is_udp_service(pinfo->srcport) || pinfo->num == marked_frame || is_tftp(pinfo);
}

bool look_at(const packet_info *pinfo, Sides *sides) {
    if (pinfo->ptype == PT_NONE) {
        *sides = {Service::fragment, false, false};
        return is_fragment(pinfo);
    }
    if (!look_at_ports(pinfo, sides)) return false;
    if (is_report(pinfo)) sides->service = Service::report;
    return true;
}

// ---- C++ half: nothing that throws as Wireshark does ----

std::string host_key(const address &host) {
    const std::string bytes(static_cast<const char *>(host.data), static_cast<std::size_t>(host.len));
    return std::to_string(host.type) + " " + bytes;
}

std::string connection_key(const address &host, std::uint32_t port) {
    return host_key(host) + " " + std::to_string(port);
}

std::optional<std::string> device_on(const address &host, std::uint32_t port, std::uint32_t frame) {
    return capture_state().phones.device_at(host_key(host), connection_key(host, port), frame);
}

// Of an address that stands in the frame as bytes.
std::optional<std::string> device_of_bytes(wire::Bytes host, std::uint32_t port, std::uint32_t frame) {
    constexpr std::size_t kLength4 = 4;
    address copy;
    set_address(&copy, host.size() == kLength4 ? AT_IPv4 : AT_IPv6, static_cast<int>(host.size()), host.data());
    return device_on(copy, port, frame);
}

// The phone may be who gets the report, or the other side of what it reports.
std::optional<std::string> device_of_report(const packet_info *pinfo, wire::Bytes frame) {
    const auto reported = wire::find_reported_packet(
        frame, {static_cast<std::uint16_t>(pinfo->srcport), static_cast<std::uint16_t>(pinfo->destport)});
    if (!reported) return std::nullopt;
    auto device = device_of_bytes(reported->source, pinfo->srcport, pinfo->num);
    return device ? device : device_of_bytes(reported->destination, pinfo->destport, pinfo->num);
}

std::optional<std::string> device_of_sides(const packet_info *pinfo, const Sides &sides) {
    auto device = sides.to_server ? device_on(pinfo->src, pinfo->srcport, pinfo->num)
                                  : device_on(pinfo->dst, pinfo->destport, pinfo->num);
    const bool either = sides.udp || sides.service == Service::none || sides.service == Service::fragment;
    if (device || !either) return device;
    return sides.to_server ? device_on(pinfo->dst, pinfo->destport, pinfo->num)
                           : device_on(pinfo->src, pinfo->srcport, pinfo->num);
}

// The device's name in the memory of the packet, or null.
const char *device_of(packet_info *pinfo, const Sides &sides, wire::Bytes frame) noexcept {
    const char *name = nullptr;
    describe([&] {
        if (capture_state().phones.empty()) return;
        const auto device =
            sides.service == Service::report ? device_of_report(pinfo, frame) : device_of_sides(pinfo, sides);
        if (device) name = wmem_strdup(pinfo->pool, device->c_str());
    });
    return name;
}

void fail(packet_info *pinfo, expert_field *failure, const std::string &text, bool of_any_host) {
    if (p_get_proto_data(wmem_file_scope(), pinfo, proto_phone, 0)) return;
    auto *state = wmem_new0(wmem_file_scope(), PhonePacketState);
    *state = {failure, wmem_strdup(wmem_file_scope(), text.c_str()), of_any_host};
    p_add_proto_data(wmem_file_scope(), pinfo, proto_phone, 0, state);
}

std::string frame_text(std::uint32_t frame) {
    return "frame " + std::to_string(frame);
}

// ---- SYN to CAPF ----

// A SYN again: nobody answers the first one, or the answer does not arrive.
void repeat_syn(packet_info *pinfo, const OpenRequest &request) {
    const std::string why = request.answer_in == 0
                                ? "CAPF's port has not answered the one in " + frame_text(request.frame)
                                : "the answer in " + frame_text(request.answer_in) + " has not reached it";
    fail(pinfo, &ei_capf_unanswered, "The phone repeats its SYN: " + why, true);
}

void watch_handshake(packet_info *pinfo, const Sides &sides, std::uint8_t flags) {
    auto &open = capture_state().open_capf_requests;
    constexpr std::size_t kMostOpen = 100'000;
    constexpr std::int64_t kRepeated = wire::kNanosecondsPerSecond / 2;  // RFC 6298: after a second
    const bool syn = (flags & wire::kTcpSyn) != 0, ack = (flags & wire::kTcpAck) != 0;
    const bool reset = (flags & wire::kTcpRst) != 0;
    if (sides.to_server) {
        const std::string key = connection_key(pinfo->src, pinfo->srcport);
        if (ack || reset) open.erase(key);  // the answer may be missing from the capture
        if (!syn || ack) return;
        const std::int64_t now = pinfo->abs_ts.secs * wire::kNanosecondsPerSecond + pinfo->abs_ts.nsecs;
        const auto [known, fresh] =
            open.size() < kMostOpen ? open.emplace(key, OpenRequest{pinfo->num, now}) : std::pair(open.end(), true);
        // A mirror port may deliver each frame twice, at once.
        if (!fresh && now - known->second.time >= kRepeated) repeat_syn(pinfo, known->second);
        return;
    }
    const auto asked = open.find(connection_key(pinfo->dst, pinfo->destport));
    if (asked == open.end()) return;
    if (syn && ack) {
        asked->second.answer_in = pinfo->num;
        return;
    }
    if (reset && asked->second.answer_in == 0)
        fail(pinfo, &ei_capf_refused,
             "CAPF's port refuses the connection: RST answers the SYN in " + frame_text(asked->second.frame), true);
    open.erase(asked);
}

// ---- TLS alerts ----

// RFC 8446 section 6: the sender ends the connection, or says of a certificate what lets it do so.
bool is_failure(std::uint8_t level, std::uint8_t description) {
    const bool about_certificate =
        description >= wire::kAlertBadCertificate && description <= wire::kAlertCertificateUnknown;
    return description != wire::kAlertCloseNotify && (level == wire::kAlertFatal || about_certificate);
}

void look_for_alert(packet_info *pinfo, const Sides &sides, wire::Bytes payload) {
    constexpr std::size_t kReadable = 2;  // level and description; an encrypted one is longer
    while (const auto record = wire::take_tls_record(payload)) {
        if (record->content_type != wire::kTlsAlert || record->content.size() != kReadable) continue;
        const std::uint8_t description = record->content[1];
        if (!is_failure(record->content[0], description)) continue;
        const std::string who = sides.to_server ? "The phone" : "The server";
        return fail(pinfo, &ei_alert,
                    who + " sends TLS alert " + wire::tls_alert_name(description) + " (" + std::to_string(description) +
                        ") on port " + std::to_string(sides.to_server ? pinfo->destport : pinfo->srcport),
                    sides.service != Service::sips);
    }
}

// ---- Registration ----

std::string device_in_sccp(wire::Bytes payload) {
    wire::SignallingReader reader;
    while (const auto message = wire::parse_sccp(payload)) {
        if (const auto event = reader.read(*message, 0))
            if (const auto *request = std::get_if<wire::RegistrationRequest>(&event->what)) return request->device;
        if (message->size >= payload.size()) break;
        payload = payload.subspan(message->size);
    }
    return "";
}

std::string device_in_sip(wire::Bytes payload) {
    const std::string_view text(reinterpret_cast<const char *>(payload.data()), payload.size());
    if (!text.starts_with("REGISTER ")) return "";
    const auto message = wire::parse_sip(text);
    return message ? wire::device_of_contact(message->contact) : "";
}

// A registration names the phone, also where its files came over HTTPS or before the capture began.
void watch_registration(packet_info *pinfo, wire::Bytes payload) {
    std::string device;
    if (pinfo->destport == wire::kSipPort) device = device_in_sip(payload);
    if (pinfo->destport == wire::kSccpPort) device = device_in_sccp(payload);
    if (!device.empty()) name_phone(pinfo, &pinfo->src, pinfo->srcport, device.c_str());
}

void watch_tcp(packet_info *pinfo, const Sides &sides, wire::Bytes frame) {
    const bool may_register = pinfo->destport == wire::kSipPort || pinfo->destport == wire::kSccpPort;
    if (sides.service == Service::none || (sides.service == Service::other && !may_register)) return;
    const auto segment = wire::find_tcp_segment(
        frame, {static_cast<std::uint16_t>(pinfo->srcport), static_cast<std::uint16_t>(pinfo->destport)});
    if (!segment) return;
    if (sides.service == Service::other) return watch_registration(pinfo, segment->payload);
    if (sides.service == Service::capf) {
        watch_handshake(pinfo, sides, segment->flags);
        if ((segment->flags & (wire::kTcpFin | wire::kTcpRst)) != 0) close_encrypted_capf(pinfo, sides.to_server);
    }
    look_for_alert(pinfo, sides, segment->payload);
}

// ---- TFTP ----

// The text up to its NUL, from `at` on.
std::string text_at(wire::Bytes bytes, std::size_t at) {
    if (at >= bytes.size()) return "";
    const std::string_view rest(reinterpret_cast<const char *>(bytes.data()) + at, bytes.size() - at);
    return std::string(rest.substr(0, rest.find('\0')));
}

bool is_phone_file(const wire::PhoneFileName &name) {
    return name.kind != wire::PhoneFileKind::other || wire::is_firmware_name(name.base_name);
}

// The phone itself ends the transfer.
void give_up_phone_file(packet_info *pinfo, const std::string &target, const std::string &words) {
    const wire::PhoneFileName name = wire::parse_phone_file_name(target);
    if (is_phone_file(name))
        fail(pinfo, &ei_file_given_up, "The phone does not take " + name.base_name + ": " + words, true);
}

// RFC 1350: a read request goes to port 69; the answers come from another port to the one that asked.
void watch_tftp(packet_info *pinfo, wire::Bytes payload) {
    constexpr std::size_t kOpcode = 2, kErrorText = 4;
    constexpr std::uint8_t kReadRequest = 1, kError = 5;
    constexpr std::size_t kMostAsked = 100'000;
    if (payload.size() < kOpcode || payload[0] != 0) return;
    auto &asked = capture_state().asked_by_tftp;
    if (payload[1] == kReadRequest && pinfo->destport == wire::kTftpPort) {
        const std::string name = text_at(payload, kOpcode);
        if (const auto device = wire::parse_phone_file_name(name).device)
            name_phone(pinfo, &pinfo->src, pinfo->srcport, device->c_str());
        if (asked.size() < kMostAsked) asked[connection_key(pinfo->src, pinfo->srcport)] = name;
    } else if (payload[1] == kError && payload.size() >= kErrorText) {
        const std::string code = "TFTP error " + std::to_string(payload[2] << 8 | payload[3]);
        const std::string text = text_at(payload, kErrorText);
        const std::string words = code + (text.empty() ? "" : ", " + text);
        if (const auto to = asked.find(connection_key(pinfo->dst, pinfo->destport)); to != asked.end())
            refuse_phone_file(pinfo, to->second.c_str(), words.c_str());
        else if (const auto from = asked.find(connection_key(pinfo->src, pinfo->srcport)); from != asked.end())
            give_up_phone_file(pinfo, from->second, words);
    }
}

void watch_udp(packet_info *pinfo, wire::Bytes frame) {
    const bool tftp = is_tftp(pinfo);
    if (!tftp && pinfo->destport != wire::kSipPort) return;
    const auto payload = wire::find_udp_payload(
        frame, {static_cast<std::uint16_t>(pinfo->srcport), static_cast<std::uint16_t>(pinfo->destport)});
    if (!payload) return;
    if (tftp) return watch_tftp(pinfo, *payload);
    watch_registration(pinfo, *payload);
}

void watch(packet_info *pinfo, const Sides &sides, wire::Bytes frame) noexcept {
    describe([&] {
        if (sides.service == Service::report || sides.service == Service::fragment) return;
        if (!sides.udp) return watch_tcp(pinfo, sides, frame);
        watch_udp(pinfo, frame);
    });
}

// ---- Shown: what follows may be left by longjmp ----

int dissect_phone(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *) {
    Sides sides;
    if (!look_at(pinfo, &sides)) return 0;
    const unsigned length = tvb_captured_length(tvb);
    if (length == 0) return 0;
    const wire::Bytes frame{tvb_get_ptr(tvb, 0, static_cast<int>(length)), length};
    if (!PINFO_FD_VISITED(pinfo)) watch(pinfo, sides, frame);
    const char *device = device_of(pinfo, sides, frame);
    const auto *state =
        static_cast<const PhonePacketState *>(p_get_proto_data(wmem_file_scope(), pinfo, proto_phone, 0));
    const bool failed = state && (device || state->of_any_host);
    if (!device && !failed) return 0;

    proto_item *item = proto_tree_add_item(tree, proto_phone, tvb, 0, 0, ENC_NA);
    proto_item_set_generated(item);
    if (device) {
        proto_item_append_text(item, ", %s", device);
        proto_tree *subtree = proto_item_add_subtree(item, ett_phone);
        proto_item_set_generated(proto_tree_add_string(subtree, hf_device_name, tvb, 0, 0, device));
    }
    if (failed) expert_add_info_format(pinfo, item, state->failure, "%s", state->text);
    return static_cast<int>(length);
}

void begin_capture() {
    marked_frame = 0;
}

}  // namespace

void name_phone(packet_info *pinfo, const address *host, std::uint32_t port, const char *device) noexcept {
    mark_phone_packet(pinfo);
    if (!device || !*device) return;
    describe([&] {
        // Wireshark's strings are UTF-8; what the wire holds is anything.
        const std::size_t length = std::strlen(device);
        const auto *name = reinterpret_cast<const char *>(
            get_utf_8_string(pinfo->pool, reinterpret_cast<const std::uint8_t *>(device), static_cast<int>(length)));
        capture_state().phones.add(host_key(*host), connection_key(*host, port), name, pinfo->num);
    });
}

const char *known_phone(packet_info *pinfo, const address *host, std::uint32_t port) noexcept {
    const char *name = nullptr;
    describe([&] {
        if (const auto device = device_on(*host, port, pinfo->num)) name = wmem_strdup(pinfo->pool, device->c_str());
    });
    return name;
}

void mark_phone_packet(const packet_info *pinfo) {
    marked_frame = pinfo->num;
}

void refuse_phone_file(packet_info *pinfo, const char *target, const char *words) noexcept {
    describe([&] {
        const wire::PhoneFileName name = wire::parse_phone_file_name(target);
        if (!is_phone_file(name)) return;
        // A cluster that is not in mixed mode has no CTL: phones ask for it all the same.
        const bool expected = name.kind == wire::PhoneFileKind::ctl;
        fail(pinfo, expected ? &ei_ctl_refused : &ei_file_refused,
             "The server does not give " + name.base_name + ": " + words, true);
    });
}

void register_cisco_phone() {
    proto_phone = proto_register_protocol("Cisco IP Phone", "Cisco phone", "cisco_phone");
    static hf_register_info fields[] = {
        {&hf_device_name,
         {"Device name", "cisco_phone.device_name", FT_STRING, BASE_NONE, nullptr, 0,
          "The phone, on every packet of its provisioning and signalling", HFILL}},
    };
    proto_register_field_array(proto_phone, fields, array_length(fields));
    int *const subtrees[] = {&ett_phone};
    proto_register_subtree_array(subtrees, array_length(subtrees));
    static ei_register_info experts[] = {
        {&ei_file_refused,
         {"cisco_phone.file_refused", PI_RESPONSE_CODE, PI_WARN, "The server does not give a phone's file", EXPFILL}},
        {&ei_ctl_refused,
         {"cisco_phone.ctl_refused", PI_RESPONSE_CODE, PI_NOTE, "The server does not give a CTL", EXPFILL}},
        {&ei_file_given_up,
         {"cisco_phone.file_given_up", PI_RESPONSE_CODE, PI_WARN, "The phone ends the transfer of its file", EXPFILL}},
        {&ei_alert, {"cisco_phone.tls_alert", PI_RESPONSE_CODE, PI_WARN, "TLS alert on a phone's connection", EXPFILL}},
        {&ei_capf_refused,
         {"cisco_phone.capf_refused", PI_RESPONSE_CODE, PI_WARN, "RST answers the SYN to CAPF's port", EXPFILL}},
        {&ei_capf_unanswered,
         {"cisco_phone.capf_unanswered", PI_SEQUENCE, PI_WARN,
          "CAPF's port does not answer the SYN, or its answer is lost", EXPFILL}},
    };
    expert_register_field_array(expert_register_protocol(proto_phone), experts, array_length(experts));
    phone_handle = register_dissector("cisco_phone", dissect_phone, proto_phone);
    if (is_shown) register_postdissector(phone_handle);
    register_init_routine(begin_capture);
}

void leave_phones_unshown() {
    is_shown = false;
}

void handoff_cisco_phone() {
    proto_tftp = proto_get_id_by_filter_name("tftp");
    proto_ip = proto_get_id_by_filter_name("ip");
    proto_fragment6 = proto_get_id_by_filter_name("ipv6.fraghdr");
    proto_icmp = proto_get_id_by_filter_name("icmp");
    proto_icmp6 = proto_get_id_by_filter_name("icmpv6");
}

}  // namespace capf::dissect
