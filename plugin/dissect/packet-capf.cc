// SPDX-License-Identifier: GPL-2.0-or-later
// Certificate Authority Proxy Function: how a Cisco IP phone gets its certificate (LSC) from CUCM.
//
// TLS on TCP port 3804 (iana: cisco-con-capf), the server speaks first. Cisco never published the protocol; this
// follows two public implementations. All numbers are big-endian.
//
//   message: protocol id 0x55 (1), command (1), session id (4), body length (2), body
//   body:    elements, each tag (1), length (2), value
//
// Plain TCP carries the same bytes in captures written by decrypting relays.
#include "plugin/dissect/packet-capf.h"

#include "plugin/dissect/capf_session.h"
#include "plugin/dissect/certificate_fields.h"
#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/plan.h"
#include "plugin/dissect/taps.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

namespace {

using wire::CapfElement;
using wire::CapfMessage;
using wire::CapfTag;
using wire::Range;

int proto_capf = -1;
int tap_capf = -1;
dissector_handle_t capf_handle;

int hf_protocol_id = -1, hf_command = -1, hf_session_id = -1, hf_length = -1;
int hf_element = -1, hf_element_tag = -1, hf_element_length = -1, hf_element_value = -1;
int hf_reason = -1, hf_reason_info = -1, hf_certificate_type = -1, hf_version = -1, hf_auth_type = -1;
int hf_key_size = -1, hf_password = -1, hf_retry_delay = -1, hf_device_name = -1, hf_key_type = -1, hf_curve = -1;
int hf_digest_type = -1, hf_certificate_id = -1;
int hf_certificate_format = -1, hf_certificate_length = -1, hf_certificate_number = -1;
int hf_public_key = -1, hf_public_key_bits = -1, hf_public_key_sha256 = -1;
int hf_signature = -1, hf_signature_digest = -1, hf_signature_length = -1;
int hf_signature_verdict = -1, hf_signature_reason = -1;
int hf_sudi_type = -1, hf_sudi_length = -1;
int hf_response_in = -1, hf_response_to = -1, hf_time = -1;
int hf_session_device_name = -1, hf_session_reason = -1, hf_session_key_size = -1, hf_session_certificate_type = -1;

int ett_capf = -1, ett_element = -1, ett_public_key = -1, ett_sudi_part = -1;

expert_field ei_malformed = EI_INIT, ei_unusual = EI_INIT, ei_unknown_value = EI_INIT, ei_secret = EI_INIT;
expert_field ei_signature_invalid = EI_INIT, ei_session_id = EI_INIT, ei_out_of_order = EI_INIT;
expert_field ei_wrong_side = EI_INIT, ei_no_end = EI_INIT, ei_not_capf = EI_INIT;

CertificateFields certificates;

// Elements whose value is a number, and the names of its values.
struct NumberElement {
    CapfTag tag;
    const int *hf;
    std::span<const wire::NamedValue> (*names)();
};
const NumberElement kNumbers[] = {
    {CapfTag::reason, &hf_reason, wire::capf_reason_names},
    {CapfTag::certificate_type, &hf_certificate_type, wire::capf_certificate_type_names},
    {CapfTag::version, &hf_version, nullptr},
    {CapfTag::auth_type, &hf_auth_type, wire::capf_auth_type_names},
    {CapfTag::key_size, &hf_key_size, nullptr},
    {CapfTag::retry_delay, &hf_retry_delay, nullptr},
    {CapfTag::key_type, &hf_key_type, wire::capf_key_type_names},
    {CapfTag::curve, &hf_curve, wire::capf_curve_names},
    {CapfTag::digest_type, &hf_digest_type, wire::digest_names},
};

struct TextElement {
    CapfTag tag;
    const int *hf;
};
const TextElement kTexts[] = {
    {CapfTag::reason_info, &hf_reason_info},
    {CapfTag::password, &hf_password},
    {CapfTag::device_name, &hf_device_name},
};

// ---- One message, written down (no epan calls that throw) ----

// Writes the lines of one message into a plan.
class CapfDescription {
public:
    CapfDescription(Plan &plan, wire::Bytes bytes, const CapfMessage &message, std::int64_t time)
        : plan_(plan), bytes_(bytes), message_(message), time_(time) {}

    void write();

private:
    void header();
    void element(const CapfElement &element);
    void content(const CapfElement &element);
    void number(const CapfElement &element, const wire::CapfNumber &number);
    void text(const CapfElement &element, const wire::CapfText &text);
    void certificate(const wire::CapfCertificate &certificate);
    void signature(const CapfElement &element, const wire::CapfSignature &signature);
    void sudi(const wire::CapfSudi &sudi);
    void public_key(Range where);
    void verdict(const trust::SignatureCheck &check, Range where);
    [[nodiscard]] std::string sentence() const;

    Plan &plan_;
    wire::Bytes bytes_;
    const CapfMessage &message_;
    std::int64_t time_;
    std::string subject_;  // of a certificate, for the Info column
    std::string key_;      // public key, for the Info column
};

void CapfDescription::write() {
    header();
    for (const CapfElement &each : message_.elements) element(each);
    plan_.problems(message_.problems, &ei_unusual, &ei_malformed);
    plan_.set_info(sentence());
}

void CapfDescription::header() {
    plan_.number(hf_protocol_id, {0, 1}, message_.protocol_id);
    plan_.number(hf_command, {1, 1}, message_.command);
    plan_.number(hf_session_id, {2, 4}, message_.session_id);
    plan_.number(hf_length, {6, 2}, message_.body_length);
}

void CapfDescription::element(const CapfElement &element) {
    PlanStep &line = plan_.field(hf_element, {element.header.offset, element.header.length + element.value.length});
    line.label = plan_.keep(name_or(wire::capf_element_names(), element.tag, "Unknown element"));
    line.replaces_label = true;
    const Section section(plan_, ett_element);
    plan_.number(hf_element_tag, {element.header.offset, 1}, element.tag);
    plan_.number(hf_element_length, {element.header.offset + 1, 2}, element.declared_length);
    content(element);
}

void CapfDescription::content(const CapfElement &element) {
    if (const auto *as_number = std::get_if<wire::CapfNumber>(&element.content)) return number(element, *as_number);
    if (const auto *as_text = std::get_if<wire::CapfText>(&element.content)) return text(element, *as_text);
    if (const auto *as_cert = std::get_if<wire::CapfCertificate>(&element.content)) return certificate(*as_cert);
    if (const auto *as_sig = std::get_if<wire::CapfSignature>(&element.content)) return signature(element, *as_sig);
    if (const auto *as_sudi = std::get_if<wire::CapfSudi>(&element.content)) return sudi(*as_sudi);
    if (element.value.empty()) return;
    if (element.is(CapfTag::public_key)) return public_key(element.value);
    plan_.field(element.is(CapfTag::certificate_id) ? hf_certificate_id : hf_element_value, element.value);
}

void CapfDescription::number(const CapfElement &element, const wire::CapfNumber &number) {
    for (const NumberElement &row : kNumbers) {
        if (!element.is(row.tag)) continue;
        plan_.number(*row.hf, element.value, number.value);
        const auto names = row.names ? row.names() : std::span<const wire::NamedValue>();
        if (!names.empty() && wire::name_of(names, number.value).empty())
            plan_.expert(&ei_unknown_value, "Value " + std::to_string(number.value) + " has no known meaning");
        plan_.append_label(": " + number_and_name(names, number.value));
        return;
    }
    plan_.field(hf_element_value, element.value);
}

void CapfDescription::text(const CapfElement &element, const wire::CapfText &text) {
    for (const TextElement &row : kTexts) {
        if (!element.is(row.tag)) continue;
        plan_.text(*row.hf, element.value, text.value);
        if (element.is(CapfTag::password) && !text.value.empty())
            plan_.expert(&ei_secret, "This capture shows an authentication string: a secret");
        plan_.append_label(": " + text.value);
        return;
    }
    plan_.field(hf_element_value, element.value);
}

void CapfDescription::certificate(const wire::CapfCertificate &certificate) {
    plan_.number(hf_certificate_format, certificate.format_at, certificate.format);
    plan_.number(hf_certificate_length, certificate.length_at, certificate.declared_length);
    plan_.number(hf_certificate_number, certificate.type_at, certificate.certificate_type);
    if (certificate.der.empty()) return;
    const auto read = certificates.describe(plan_, bytes_, certificate.der, time_);
    if (!read) return;
    plan_.append_label(": " + read->subject);
    subject_ = read->common_name.empty() ? read->subject : read->common_name;
}

void CapfDescription::signature(const CapfElement &element, const wire::CapfSignature &signature) {
    if (signature.digest) {
        plan_.number(hf_signature_digest, signature.digest_at, *signature.digest);
        plan_.number(hf_signature_length, signature.length_at, static_cast<std::uint32_t>(signature.signature.length));
    }
    plan_.field(hf_signature, signature.signature);
    verdict(trust::verify_signed_data(bytes_, message_, element), signature.signature);
}

void CapfDescription::sudi(const wire::CapfSudi &sudi) {
    for (const wire::CapfSudiPart &part : sudi.parts) {
        PlanStep &line = plan_.number(hf_sudi_type, part.type_at, part.type);
        line.length = static_cast<int>(part.type_at.length + part.length_at.length + part.value.length);
        line.label = plan_.keep(part.type == 0 ? " (certificate)" : " (signature)");
        const Section section(plan_, ett_sudi_part);
        plan_.number(hf_sudi_length, part.length_at, static_cast<std::uint32_t>(part.value.length));
        if (part.value.empty()) continue;
        if (part.type == 0) {
            certificates.describe(plan_, bytes_, part.value, time_);
        } else {
            plan_.field(hf_signature, part.value);
            verdict(trust::verify_sudi(bytes_, message_, sudi, part), part.value);
        }
    }
}

void CapfDescription::public_key(Range where) {
    plan_.field(hf_public_key, where);
    const Section section(plan_, ett_public_key);
    if (const auto key = trust::read_public_key(wire::slice(bytes_, where))) {
        const std::string size = std::to_string(key->bits);
        key_ = key->kind == trust::KeyKind::rsa ? "RSA " + size : key->kind == trust::KeyKind::ec ? "EC " + size : "";
        plan_.append_label(": " + key_);
        plan_.number(hf_public_key_bits, where, static_cast<std::uint32_t>(key->bits)).generated = true;
        plan_.text(hf_public_key_sha256, where, key->sha256).generated = true;
    } else {
        plan_.expert(&ei_malformed, "The public key does not parse");
    }
    plan_.dissect(public_key_dissector(), where);
}

void CapfDescription::verdict(const trust::SignatureCheck &check, Range where) {
    plan_.text(hf_signature_verdict, where, trust::verdict_name(check.verdict)).generated = true;
    plan_.append_label(std::string(", ") + trust::verdict_name(check.verdict));
    if (check.verdict == trust::Verdict::invalid)
        plan_.expert(&ei_signature_invalid, "The signature is invalid: " + check.reason);
    if (!check.reason.empty()) plan_.text(hf_signature_reason, where, check.reason).generated = true;
}

// What the Info column says: the command, then what matters of its elements.
std::string CapfDescription::sentence() const {
    std::string said = name_or(wire::capf_command_names(), message_.command, "Unknown command");
    const auto say = [&said](std::string_view words) {
        if (!words.empty()) said.append(" ").append(words);
    };
    const auto value = [this](CapfTag tag) { return message_.number(tag); };
    if (const auto device = message_.text(CapfTag::device_name)) say(*device);
    if (const auto auth = value(CapfTag::auth_type))
        say(*auth == 0 ? "no authentication" : "by " + name_or(wire::capf_auth_type_names(), *auth, "type"));
    const auto type = value(CapfTag::key_type);
    const auto size = value(CapfTag::key_size);
    if (type) say(name_or(wire::capf_key_type_names(), *type, "key type"));
    if (!type && size) say("RSA");
    if (size) say(std::to_string(*size));
    if (const auto curve = value(CapfTag::curve)) say(name_or(wire::capf_curve_names(), *curve, "curve"));
    say(key_);
    if (const auto kind = value(CapfTag::certificate_type))
        say(name_or(wire::capf_certificate_type_names(), *kind, "certificate type"));
    say(subject_);
    if (const auto reason = value(CapfTag::reason))
        say("reason " + number_and_name(wire::capf_reason_names(), *reason));
    if (const auto delay = value(CapfTag::retry_delay)) say("in " + std::to_string(*delay));
    return said;
}

// A message and what the session must know of it, ready to be shown.
struct DecodedMessage {
    Plan plan;
    CapfFacts facts;
};

std::int64_t number_or_absent(const CapfMessage &message, CapfTag tag) {
    const auto value = message.number(tag);
    return value ? std::int64_t{*value} : -1;
}

DecodedMessage decode_message(wmem_allocator_t *pool, wire::Bytes bytes, std::int64_t time) noexcept {
    DecodedMessage decoded{Plan(pool), {0, 0, nullptr, -1, -1, -1}};
    describe([&] {
        const auto message = wire::parse_capf_message(bytes);
        if (!message) return;
        decoded.facts.command = message->command;
        decoded.facts.session_id = message->session_id;
        if (const auto name = message->text(CapfTag::device_name)) decoded.facts.device_name = decoded.plan.keep(*name);
        decoded.facts.reason = number_or_absent(*message, CapfTag::reason);
        decoded.facts.key_size = number_or_absent(*message, CapfTag::key_size);
        decoded.facts.certificate_type = number_or_absent(*message, CapfTag::certificate_type);
        CapfDescription(decoded.plan, bytes, *message, time).write();
    });
    return decoded;
}

// ---- One message, shown ----

void show_session(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                  const CapfMessageState *message) {
    if (message->wrong_side)
        expert_add_info_format(pinfo, item, &ei_wrong_side, "This command is the %s's, and the %s sends it",
                               message->from_server ? "phone" : "server", message->from_server ? "server" : "phone");
    if (message->other_session_id)
        expert_add_info_format(pinfo, item, &ei_session_id, "The session began with id 0x%08x", message->session->id);
    if (message->after_end) expert_add_info_format(pinfo, item, &ei_out_of_order, "The session has ended already");
    if (message->unexpected_response)
        expert_add_info_format(pinfo, item, &ei_out_of_order, "A response to a request that is not open");
    if (message->request_still_open)
        expert_add_info_format(pinfo, item, &ei_out_of_order, "A request while another one is open");
    if (capf_session_breaks_off_at(pinfo, message)) expert_add_info(pinfo, item, &ei_no_end);

    if (message->response)
        proto_item_set_generated(proto_tree_add_uint(tree, hf_response_in, tvb, 0, 0, message->response->frame));
    if (message->request) {
        proto_item_set_generated(proto_tree_add_uint(tree, hf_response_to, tvb, 0, 0, message->request->frame));
        nstime_t elapsed;
        nstime_delta(&elapsed, &message->time, &message->request->time);
        proto_item_set_generated(proto_tree_add_time(tree, hf_time, tvb, 0, 0, &elapsed));
    }
}

// The facts of the session on each of its messages, so that a filter finds them all.
void show_session_facts(tvbuff_t *tvb, proto_tree *tree, const CapfFacts &facts) {
    const auto hide = [](proto_item *item) {
        proto_item_set_generated(item);
        proto_item_set_hidden(item);
    };
    if (facts.device_name) hide(proto_tree_add_string(tree, hf_session_device_name, tvb, 0, 0, facts.device_name));
    const struct {
        int hf;
        std::int64_t value;
    } numbers[] = {{hf_session_reason, facts.reason},
                   {hf_session_key_size, facts.key_size},
                   {hf_session_certificate_type, facts.certificate_type}};
    for (const auto &number : numbers)
        if (number.value >= 0)
            hide(proto_tree_add_uint(tree, number.hf, tvb, 0, 0, static_cast<std::uint32_t>(number.value)));
}

// Several messages in one frame stand side by side in the Info column.
void write_columns(packet_info *pinfo, unsigned slot, const char *info) {
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "CAPF");
    col_clear(pinfo->cinfo, COL_INFO);
    if (slot > 1) col_append_str(pinfo->cinfo, COL_INFO, " | ");
    col_append_str(pinfo->cinfo, COL_INFO, info);
    col_set_fence(pinfo->cinfo, COL_INFO);
}

int dissect_not_capf(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree) {
    proto_item *item = proto_tree_add_item(tree, proto_capf, tvb, 0, -1, ENC_NA);
    expert_add_info(pinfo, item, &ei_not_capf);
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "CAPF");
    return static_cast<int>(tvb_captured_length(tvb));
}

int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *) {
    const unsigned captured = tvb_captured_length(tvb);
    if (captured < wire::kCapfHeaderLength || byte_at(tvb, 0) != wire::kCapfProtocolId)
        return dissect_not_capf(tvb, pinfo, tree);
    const std::uint8_t *data = tvb_get_ptr(tvb, 0, static_cast<int>(captured));
    const DecodedMessage decoded = decode_message(pinfo->pool, {data, captured}, pinfo->abs_ts.secs);

    const unsigned slot = next_slot(pinfo, proto_capf);
    const CapfMessageState *message = capf_message_state(pinfo, proto_capf, slot, decoded.facts);
    write_columns(pinfo, slot, decoded.plan.info());

    proto_item *item = proto_tree_add_item(tree, proto_capf, tvb, 0, -1, ENC_NA);
    proto_item_append_text(item, ", %s", decoded.plan.info());
    proto_tree *subtree = proto_item_add_subtree(item, ett_capf);
    show(decoded.plan, tvb, pinfo, subtree);
    show_session(tvb, pinfo, subtree, item, message);
    show_session_facts(tvb, subtree, message->session->facts);

    auto *tap = wmem_new0(pinfo->pool, CapfTap);
    *tap = {data, captured, message->from_server, proto_is_frame_protocol(pinfo->layers, "tls") != 0};
    tap_queue_packet(tap_capf, pinfo, tap);
    return static_cast<int>(captured);
}

guint message_length(packet_info *, tvbuff_t *tvb, int offset, void *) {
    // After a hole in the stream anything may stand here: all of it is shown as one piece.
    if (byte_at(tvb, offset) != wire::kCapfProtocolId)
        return static_cast<guint>(tvb_reported_length_remaining(tvb, offset));
    return static_cast<guint>(wire::kCapfHeaderLength + tvb_get_ntohs(tvb, offset + 6));
}

int dissect_capf(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    if (tvb_captured_length(tvb) == 0 || byte_at(tvb, 0) != wire::kCapfProtocolId) return 0;
    tcp_dissect_pdus(tvb, pinfo, tree, TRUE, wire::kCapfHeaderLength, message_length, dissect_message, data);
    return static_cast<int>(tvb_captured_length(tvb));
}

// ---- Registration ----

void register_fields() {
    const value_string *reasons = value_strings(wire::capf_reason_names());
    const value_string *certificate_types = value_strings(wire::capf_certificate_type_names());
    const value_string *digests = value_strings(wire::digest_names());
    static hf_register_info fields[] = {
        {&hf_protocol_id, {"Protocol id", "capf.protocol_id", FT_UINT8, BASE_HEX, nullptr, 0, "Always 0x55", HFILL}},
        {&hf_command,
         {"Command", "capf.command", FT_UINT8, BASE_DEC, value_strings(wire::capf_command_names()), 0, nullptr, HFILL}},
        {&hf_session_id,
         {"Session id", "capf.session_id", FT_UINT32, BASE_HEX, nullptr, 0, "Chosen by the server", HFILL}},
        {&hf_length, {"Body length", "capf.length", FT_UINT16, BASE_DEC, nullptr, 0, "Length of all elements", HFILL}},
        {&hf_element, {"Element", "capf.element", FT_NONE, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_element_tag,
         {"Tag", "capf.element.tag", FT_UINT8, BASE_DEC, value_strings(wire::capf_element_names()), 0,
          "What the element is", HFILL}},
        {&hf_element_length,
         {"Length", "capf.element.length", FT_UINT16, BASE_DEC, nullptr, 0, "Length of the element's value", HFILL}},
        {&hf_element_value,
         {"Value", "capf.element.value", FT_BYTES, BASE_NONE, nullptr, 0,
          "Value of an element whose meaning is not known", HFILL}},
        {&hf_reason,
         {"Reason", "capf.reason", FT_UINT32, BASE_DEC, reasons, 0, "Outcome that the message reports", HFILL}},
        {&hf_reason_info,
         {"Reason info", "capf.reason_info", FT_STRING, BASE_NONE, nullptr, 0, "Words beside the reason", HFILL}},
        {&hf_certificate_type,
         {"Certificate type", "capf.certificate_type", FT_UINT32, BASE_DEC, certificate_types, 0,
          "Which of the phone's certificates is meant", HFILL}},
        {&hf_version,
         {"Version", "capf.version", FT_UINT32, BASE_DEC, nullptr, 0, "Version of CAPF that the sender speaks", HFILL}},
        {&hf_auth_type,
         {"Authentication type", "capf.auth_type", FT_UINT32, BASE_DEC, value_strings(wire::capf_auth_type_names()), 0,
          "How the phone has to authenticate", HFILL}},
        {&hf_key_size, {"Key size", "capf.key_size", FT_UINT32, BASE_DEC, nullptr, 0, "In bits", HFILL}},
        {&hf_password, {"Authentication string", "capf.password", FT_STRING, BASE_NONE, nullptr, 0, "A secret", HFILL}},
        {&hf_retry_delay, {"Retry delay", "capf.retry_delay", FT_UINT32, BASE_DEC, nullptr, 0, nullptr, HFILL}},
        {&hf_device_name,
         {"Device name", "capf.device_name", FT_STRING, BASE_NONE, nullptr, 0, "Name of the phone in CUCM", HFILL}},
        {&hf_key_type,
         {"Key type", "capf.key_type", FT_UINT32, BASE_DEC, value_strings(wire::capf_key_type_names()), 0, nullptr,
          HFILL}},
        {&hf_curve,
         {"Curve", "capf.curve", FT_UINT32, BASE_DEC, value_strings(wire::capf_curve_names()), 0, nullptr, HFILL}},
        {&hf_digest_type, {"Digest type", "capf.digest_type", FT_UINT32, BASE_DEC, digests, 0, nullptr, HFILL}},
        {&hf_certificate_id,
         {"Certificate id", "capf.certificate_id", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_certificate_format,
         {"Certificate format", "capf.certificate.format", FT_UINT8, BASE_DEC, nullptr, 0, "Seen: 1", HFILL}},
        {&hf_certificate_length,
         {"Certificate length", "capf.certificate.length", FT_UINT16, BASE_DEC, nullptr, 0,
          "Length of the number below and the certificate", HFILL}},
        {&hf_certificate_number,
         {"Certificate number", "capf.certificate.number", FT_UINT16, BASE_DEC, nullptr, 0, "Seen: 1", HFILL}},
        {&hf_public_key,
         {"Public key", "capf.public_key", FT_NONE, BASE_NONE, nullptr, 0, "SubjectPublicKeyInfo in DER", HFILL}},
        {&hf_public_key_bits,
         {"Key bits", "capf.public_key.bits", FT_UINT32, BASE_DEC, nullptr, 0, "Size of the public key", HFILL}},
        {&hf_public_key_sha256,
         {"SHA-256", "capf.public_key.sha256", FT_STRING, BASE_NONE, nullptr, 0,
          "SHA-256 of the SubjectPublicKeyInfo in hexadecimal", HFILL}},
        {&hf_signature, {"Signature", "capf.signature", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_signature_digest,
         {"Digest", "capf.signature.digest", FT_UINT8, BASE_DEC, digests, 0, "Digest that is signed", HFILL}},
        {&hf_signature_length,
         {"Signature length", "capf.signature.length", FT_UINT16, BASE_DEC, nullptr, 0, nullptr, HFILL}},
        {&hf_signature_verdict,
         {"Signature verdict", "capf.signature.verdict", FT_STRING, BASE_NONE, nullptr, 0,
          "valid, invalid or not-checked, by the certificate in the message", HFILL}},
        {&hf_signature_reason,
         {"Verdict's reason", "capf.signature.reason", FT_STRING, BASE_NONE, nullptr, 0,
          "Why the signature is invalid or was not checked", HFILL}},
        {&hf_sudi_type,
         {"SUDI part", "capf.sudi.type", FT_UINT8, BASE_DEC, nullptr, 0,
          "0 certificate, otherwise the signature's digest", HFILL}},
        {&hf_sudi_length, {"Length", "capf.sudi.length", FT_UINT16, BASE_DEC, nullptr, 0, nullptr, HFILL}},
        {&hf_response_in,
         {"Response in", "capf.response_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0,
          "The response to this request is in this frame", HFILL}},
        {&hf_response_to,
         {"Response to", "capf.response_to", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0,
          "The request that this answers is in this frame", HFILL}},
        {&hf_time,
         {"Response time", "capf.time", FT_RELATIVE_TIME, BASE_NONE, nullptr, 0, "Time since the request", HFILL}},
        {&hf_session_device_name,
         {"Session's device name", "capf.session.device_name", FT_STRING, BASE_NONE, nullptr, 0,
          "On every message of the session", HFILL}},
        {&hf_session_reason,
         {"Session's reason", "capf.session.reason", FT_UINT32, BASE_DEC, reasons, 0,
          "The latest reason, on every message of the session", HFILL}},
        {&hf_session_key_size,
         {"Session's key size", "capf.session.key_size", FT_UINT32, BASE_DEC, nullptr, 0,
          "On every message of the session", HFILL}},
        {&hf_session_certificate_type,
         {"Session's certificate type", "capf.session.certificate_type", FT_UINT32, BASE_DEC, certificate_types, 0,
          "On every message of the session", HFILL}},
    };
    proto_register_field_array(proto_capf, fields, array_length(fields));
    int *const subtrees[] = {&ett_capf, &ett_element, &ett_public_key, &ett_sudi_part};
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

void register_experts() {
    static ei_register_info experts[] = {
        {&ei_malformed, {"capf.malformed", PI_MALFORMED, PI_ERROR, "The message contradicts itself", EXPFILL}},
        {&ei_unusual, {"capf.unusual", PI_UNDECODED, PI_NOTE, "Unknown or unusual", EXPFILL}},
        {&ei_unknown_value, {"capf.unknown_value", PI_UNDECODED, PI_NOTE, "A value without a known meaning", EXPFILL}},
        {&ei_secret,
         {"capf.secret", PI_SECURITY, PI_WARN, "This capture shows an authentication string: a secret", EXPFILL}},
        {&ei_signature_invalid, {"capf.signature.invalid", PI_SECURITY, PI_ERROR, "The signature is invalid", EXPFILL}},
        {&ei_session_id, {"capf.session_id.differs", PI_PROTOCOL, PI_WARN, "The session id changes", EXPFILL}},
        {&ei_out_of_order, {"capf.out_of_order", PI_SEQUENCE, PI_WARN, "Out of the dialogue's order", EXPFILL}},
        {&ei_wrong_side, {"capf.wrong_side", PI_PROTOCOL, PI_WARN, "The other side's command", EXPFILL}},
        {&ei_no_end,
         {"capf.no_end_session", PI_SEQUENCE, PI_NOTE, "The session stops here without END_SESSION", EXPFILL}},
        {&ei_not_capf,
         {"capf.not_capf", PI_UNDECODED, PI_NOTE, "Not the beginning of a CAPF message (data is missing before it)",
          EXPFILL}},
    };
    expert_module_t *module = expert_register_protocol(proto_capf);
    expert_register_field_array(module, experts, array_length(experts));
    certificates.register_fields(proto_capf, module, "capf");
}

}  // namespace

int capf_protocol() {
    return proto_capf;
}
dissector_handle_t capf_dissector() {
    return capf_handle;
}

void register_capf() {
    proto_capf = proto_register_protocol("Certificate Authority Proxy Function", "CAPF", "capf");
    register_fields();
    register_experts();
    tap_capf = register_tap("capf");
    capf_handle = register_dissector("capf", dissect_capf, proto_capf);
    register_capf_transport(proto_capf);
}

void handoff_capf() {
    handoff_capf_transport(proto_capf);
}

}  // namespace capf::dissect
