// SPDX-License-Identifier: GPL-2.0-or-later
// Trust Verification Service: a Cisco IP phone asks CUCM about a certificate that its trust list does not hold.
//
// TLS on TCP port 2445. All numbers are big-endian.
//
//   message: protocol id 0x57 (1), version (1), command (1), reserved (1), session id (4), body length (2), body
//   body:    elements, each tag (1), length (2), value
#include "plugin/dissect/packet-tvs.h"

#include "plugin/dissect/certificate_fields.h"
#include "plugin/dissect/element_section.h"
#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/packet_lifetime.h"
#include "plugin/dissect/plan.h"
#include "plugin/dissect/taps.h"
#include "plugin/wire/ports.h"
#include "plugin/wire/tvs_message.h"

namespace capf::dissect {

namespace {

using wire::TvsElement;
using wire::TvsMessage;
using wire::TvsTag;

constexpr unsigned kMostNumberLength = 4;

int proto_tvs = -1;
int tap_tvs = -1;
dissector_handle_t tvs_handle;

int hf_protocol_id = -1, hf_version = -1, hf_command = -1, hf_reserved = -1, hf_session_id = -1, hf_length = -1;
int hf_element = -1, hf_element_tag = -1, hf_element_length = -1, hf_element_value = -1;
int hf_device_name = -1, hf_subject_name = -1, hf_issuer_name = -1, hf_serial_number = -1;
int hf_status = -1, hf_roles = -1, hf_time_to_live = -1;
int ett_tvs = -1, ett_element = -1;
expert_field ei_malformed = EI_INIT, ei_unusual = EI_INIT, ei_unknown_value = EI_INIT, ei_not_trusted = EI_INIT;

CertificateFields certificates;

// ---- One message, written down ----

class TvsDescription {
public:
    TvsDescription(Plan &plan, wire::Bytes bytes, const TvsMessage &message, const FrameFacts &frame)
        : plan_(plan), bytes_(bytes), message_(message), frame_(frame) {}

    void write();

private:
    void header();
    void element(const TvsElement &element);
    void content(const TvsElement &element);
    void status(const TvsElement &element);

    Plan &plan_;
    wire::Bytes bytes_;
    const TvsMessage &message_;
    const FrameFacts &frame_;
    std::string info_;
};

void TvsDescription::write() {
    header();
    info_ = name_or(wire::tvs_command_names(), message_.command, "Unknown command");
    for (const TvsElement &each : message_.elements) element(each);
    plan_.problems(message_.problems, &ei_unusual, frame_.cut ? &ei_unusual : &ei_malformed);
    plan_.set_info(info_);
}

void TvsDescription::header() {
    plan_.number(hf_protocol_id, {0, 1}, message_.protocol_id);
    plan_.number(hf_version, {1, 1}, message_.version);
    plan_.number(hf_command, {2, 1}, message_.command);
    plan_.number(hf_reserved, {3, 1}, message_.reserved);
    plan_.number(hf_session_id, {4, 4}, message_.session_id);
    plan_.number(hf_length, {8, 2}, message_.body_length);
}

void TvsDescription::element(const TvsElement &element) {
    const ElementFields fields{hf_element, hf_element_tag, hf_element_length, ett_element};
    const ElementSection section(plan_, fields, wire::tvs_element_names(), element);
    if (!element.value.empty()) content(element);
}

void TvsDescription::content(const TvsElement &element) {
    const bool number = element.value.length <= kMostNumberLength;
    if (element.is(TvsTag::device_name) && message_.device_name) {
        plan_.text(hf_device_name, element.value, *message_.device_name);
        plan_.append_label(": " + *message_.device_name);
        info_ += " " + *message_.device_name;
    } else if (element.is(TvsTag::certificate)) {
        const auto read = certificates.describe(plan_, bytes_, element.value, frame_);
        if (!read) return;
        plan_.append_label(": " + read->subject);
        info_ += " about " + (read->common_name.empty() ? read->subject : read->common_name);
    } else if (element.is(TvsTag::subject_name) && message_.subject_name) {
        plan_.text(hf_subject_name, element.value, *message_.subject_name);
        plan_.append_label(": " + *message_.subject_name);
        info_ += " about " + *message_.subject_name;
    } else if (element.is(TvsTag::issuer_name) && message_.issuer_name) {
        plan_.text(hf_issuer_name, element.value, *message_.issuer_name);
        plan_.append_label(": " + *message_.issuer_name);
    } else if (element.is(TvsTag::serial_number)) {
        plan_.field(hf_serial_number, element.value);
    } else if (element.is(TvsTag::status) && number) {
        status(element);
    } else if (element.is(TvsTag::roles)) {
        plan_.field(hf_roles, element.value);
    } else if (element.is(TvsTag::time_to_live) && number) {
        plan_.field(hf_time_to_live, element.value, ENC_BIG_ENDIAN);
        if (message_.time_to_live) plan_.append_label(": " + std::to_string(*message_.time_to_live) + " s");
    } else {
        plan_.field(hf_element_value, element.value);
    }
}

void TvsDescription::status(const TvsElement &element) {
    plan_.field(hf_status, element.value, ENC_BIG_ENDIAN);
    if (!message_.status) return;
    const std::string text = number_and_name(wire::tvs_status_names(), *message_.status);
    if (wire::name_of(wire::tvs_status_names(), *message_.status).empty())
        plan_.expert(&ei_unknown_value, "Status " + std::to_string(*message_.status) + " has no known meaning");
    else if (*message_.status != 0)
        plan_.expert(&ei_not_trusted, "TVS does not trust the certificate: status " + text);
    plan_.append_label(": " + text);
    info_ += " status " + text;
}

struct DecodedMessage {
    Plan plan;
    const std::shared_ptr<const wire::TvsPdu> *pdu;  // for the tap; null when it is no message, or there was no memory
    const char *device;                              // null when the message names none
};

DecodedMessage decode_message(wmem_allocator_t *pool, wire::Bytes bytes, const FrameFacts &frame) noexcept {
    DecodedMessage decoded{Plan(pool), nullptr, nullptr};
    describe([&] {
        const auto pdu = wire::read_tvs_pdu(bytes);
        if (!pdu) return;
        decoded.pdu = keep_for_packet(pool, pdu);
        TvsDescription(decoded.plan, bytes, pdu->message, frame).write();
        const std::string name = pdu->message.device_name.value_or("");  // CP-<model>-SEP<mac>
        if (!name.empty()) decoded.device = decoded.plan.keep(name.substr(name.rfind('-') + 1));
    });
    return decoded;
}

// ---- One message, shown ----

static_assert(std::is_trivially_destructible_v<DecodedMessage>, "what follows may be left by longjmp");

int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *) {
    const unsigned captured = tvb_captured_length(tvb);
    if (captured == 0) return 0;
    const std::uint8_t *data = tvb_get_ptr(tvb, 0, static_cast<int>(captured));
    const DecodedMessage decoded = decode_message(pinfo->pool, {data, captured}, frame_facts(pinfo, tvb));

    col_set_str(pinfo->cinfo, COL_PROTOCOL, "TVS");
    col_clear(pinfo->cinfo, COL_INFO);
    if (next_slot(pinfo, proto_tvs) > 1) col_append_str(pinfo->cinfo, COL_INFO, " | ");
    col_append_str(pinfo->cinfo, COL_INFO, decoded.plan.info());
    col_set_fence(pinfo->cinfo, COL_INFO);

    const bool from_server = pinfo->match_uint == pinfo->srcport;
    mark_phone_packet(pinfo);
    if (decoded.device && !from_server && !PINFO_FD_VISITED(pinfo))
        name_phone(pinfo, &pinfo->src, pinfo->srcport, decoded.device);
    if (decoded.pdu) {
        auto *tap = wmem_new0(pinfo->pool, TvsTap);
        *tap = {decoded.pdu, from_server};
        tap_queue_packet(tap_tvs, pinfo, tap);
    }

    proto_item *item = proto_tree_add_item(tree, proto_tvs, tvb, 0, -1, ENC_NA);
    proto_item_append_text(item, ", %s", decoded.plan.info());
    show(decoded.plan, tvb, pinfo, proto_item_add_subtree(item, ett_tvs));

    // Shows that the capture, not the message, is cut.
    tvb_ensure_bytes_exist(tvb, 0, static_cast<int>(tvb_reported_length(tvb)));
    return static_cast<int>(captured);
}

guint message_length(packet_info *, tvbuff_t *tvb, int offset, void *) {
    if (byte_at(tvb, offset) != wire::kTvsProtocolId)
        return static_cast<guint>(tvb_reported_length_remaining(tvb, offset));
    return static_cast<guint>(wire::kTvsHeaderLength + tvb_get_ntohs(tvb, offset + 8));
}

int dissect_tvs(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    if (tvb_captured_length(tvb) == 0 || byte_at(tvb, 0) != wire::kTvsProtocolId) return 0;
    tcp_dissect_pdus(tvb, pinfo, tree, TRUE, wire::kTvsHeaderLength, message_length, dissect_message, data);
    return static_cast<int>(tvb_captured_length(tvb));
}

// ---- Registration ----

void register_fields() {
    static hf_register_info fields[] = {
        {&hf_protocol_id,
         {"Protocol id", "cisco_tvs.protocol_id", FT_UINT8, BASE_HEX, nullptr, 0, "Always 0x57", HFILL}},
        {&hf_version, {"Version", "cisco_tvs.version", FT_UINT8, BASE_DEC, nullptr, 0, nullptr, HFILL}},
        {&hf_command,
         {"Command", "cisco_tvs.command", FT_UINT8, BASE_DEC, value_strings(wire::tvs_command_names()), 0, nullptr,
          HFILL}},
        {&hf_reserved, {"Reserved", "cisco_tvs.reserved", FT_UINT8, BASE_HEX, nullptr, 0, nullptr, HFILL}},
        {&hf_session_id, {"Session id", "cisco_tvs.session_id", FT_UINT32, BASE_HEX, nullptr, 0, nullptr, HFILL}},
        {&hf_length,
         {"Body length", "cisco_tvs.length", FT_UINT16, BASE_DEC, nullptr, 0, "Length of all elements", HFILL}},
        {&hf_element, {"Element", "cisco_tvs.element", FT_NONE, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_element_tag,
         {"Tag", "cisco_tvs.element.tag", FT_UINT8, BASE_DEC, value_strings(wire::tvs_element_names()), 0,
          "What the element is", HFILL}},
        {&hf_element_length,
         {"Length", "cisco_tvs.element.length", FT_UINT16, BASE_DEC, nullptr, 0, "Length of the element's value",
          HFILL}},
        {&hf_element_value,
         {"Value", "cisco_tvs.element.value", FT_BYTES, BASE_NONE, nullptr, 0,
          "Value of an element whose meaning is not known", HFILL}},
        {&hf_device_name,
         {"Device name", "cisco_tvs.device_name", FT_STRING, BASE_NONE, nullptr, 0, "Model and name of the phone",
          HFILL}},
        {&hf_subject_name,
         {"Subject", "cisco_tvs.subject", FT_STRING, BASE_NONE, nullptr, 0,
          "Subject of the certificate that is asked for", HFILL}},
        {&hf_issuer_name,
         {"Issuer", "cisco_tvs.issuer", FT_STRING, BASE_NONE, nullptr, 0, "Issuer of the certificate that is asked for",
          HFILL}},
        {&hf_serial_number,
         {"Serial number", "cisco_tvs.serial_number", FT_BYTES, BASE_NONE, nullptr, 0,
          "Serial number of the certificate that is asked for", HFILL}},
        {&hf_status,
         {"Status", "cisco_tvs.status", FT_UINT32, BASE_DEC, value_strings(wire::tvs_status_names()), 0,
          "Whether the certificate may be trusted", HFILL}},
        {&hf_roles, {"Roles", "cisco_tvs.roles", FT_BYTES, BASE_NONE, nullptr, 0, "Roles of the certificate", HFILL}},
        {&hf_time_to_live,
         {"Time to live", "cisco_tvs.time_to_live", FT_UINT32, BASE_DEC, nullptr, 0,
          "Seconds for which the answer holds", HFILL}},
    };
    proto_register_field_array(proto_tvs, fields, array_length(fields));
    int *const subtrees[] = {&ett_tvs, &ett_element};
    proto_register_subtree_array(subtrees, array_length(subtrees));

    static ei_register_info experts[] = {
        {&ei_malformed, {"cisco_tvs.malformed", PI_MALFORMED, PI_ERROR, "The message contradicts itself", EXPFILL}},
        {&ei_unusual, {"cisco_tvs.unusual", PI_UNDECODED, PI_NOTE, "Unknown or unusual", EXPFILL}},
        {&ei_unknown_value,
         {"cisco_tvs.unknown_value", PI_UNDECODED, PI_NOTE, "A value without a known meaning", EXPFILL}},
        {&ei_not_trusted,
         {"cisco_tvs.not_trusted", PI_RESPONSE_CODE, PI_WARN, "TVS does not trust the certificate", EXPFILL}},
    };
    expert_module_t *module = expert_register_protocol(proto_tvs);
    expert_register_field_array(module, experts, array_length(experts));
    certificates.register_fields(proto_tvs, module, "cisco_tvs");
}

}  // namespace

void register_tvs() {
    proto_tvs = proto_register_protocol("Cisco Trust Verification Service", "TVS", "cisco_tvs");
    register_fields();
    tap_tvs = register_tap("cisco_tvs");
    tvs_handle = register_dissector("cisco_tvs", dissect_tvs, proto_tvs);
}

void handoff_tvs() {
    dissector_add_uint_with_preference("tls.port", wire::kTvsPort, tvs_handle);
    // Also gives the TCP port to TLS.
    ssl_dissector_add(wire::kTvsPort, tvs_handle);
    // What a decrypting relay wrote.
    dissector_add_for_decode_as("tcp.port", tvs_handle);
}

}  // namespace capf::dissect
