// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capf_message_fields.h"

#include "plugin/dissect/capture_state.h"
#include "plugin/dissect/certificate_fields.h"
#include "plugin/dissect/element_section.h"
#include "plugin/dissect/names.h"
#include "plugin/trust/signature.h"

namespace capf::dissect {

namespace {

using wire::CapfElement;
using wire::CapfMessage;
using wire::CapfTag;
using wire::Range;

int hf_protocol_id = -1, hf_command = -1, hf_session_id = -1, hf_length = -1;
int hf_element = -1, hf_element_tag = -1, hf_element_length = -1, hf_element_value = -1;
int hf_reason = -1, hf_reason_info = -1, hf_certificate_type = -1, hf_version = -1, hf_auth_type = -1;
int hf_key_size = -1, hf_password = -1, hf_retry_delay = -1, hf_device_name = -1, hf_key_type = -1, hf_curve = -1;
int hf_digest_type = -1, hf_certificate_id = -1;
int hf_certificate_format = -1, hf_certificate_length = -1, hf_certificate_number = -1;
int hf_hash_before = -1, hf_hash_after = -1;
int hf_public_key = -1, hf_public_key_bits = -1, hf_public_key_sha256 = -1;
int hf_signature = -1, hf_signature_digest = -1, hf_signature_length = -1;
int hf_signature_verdict = -1, hf_signature_reason = -1;
int hf_sudi_type = -1, hf_sudi_length = -1;

int ett_element = -1, ett_public_key = -1, ett_sudi_part = -1;

expert_field ei_malformed = EI_INIT, ei_unusual = EI_INIT, ei_unknown_value = EI_INIT, ei_secret = EI_INIT;
expert_field ei_signature_invalid = EI_INIT;

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
    CapfDescription(Plan &plan, wire::Bytes bytes, const CapfMessage &message, const FrameFacts &frame)
        : plan_(plan), bytes_(bytes), message_(message), frame_(frame) {}

    void write();
    [[nodiscard]] const std::optional<std::string> &cert_hash() const { return cert_hash_; }

private:
    void header();
    void element(const CapfElement &element);
    void content(const CapfElement &element);
    void number(const CapfElement &element, const wire::CapfNumber &number);
    void text(const CapfElement &element, const wire::CapfText &text);
    void certificate(const wire::CapfCertificate &certificate);
    void signature(const CapfElement &element, const wire::CapfSignature &signature);
    void sudi(const wire::CapfSudi &sudi);
    void link_to_configurations(const std::string &md5, Range where);
    void public_key(Range where);
    void verdict(const trust::SignatureCheck &check, Range where);
    [[nodiscard]] std::string sentence() const;

    Plan &plan_;
    wire::Bytes bytes_;
    const CapfMessage &message_;
    const FrameFacts &frame_;
    std::string subject_;  // of a certificate, for the Info column
    std::optional<std::string> cert_hash_;
    std::string key_;  // public key, for the Info column
};

void CapfDescription::write() {
    header();
    for (const CapfElement &each : message_.elements) element(each);
    plan_.problems(message_.problems, &ei_unusual, frame_.cut ? &ei_unusual : &ei_malformed);
    plan_.set_info(sentence());
}

void CapfDescription::header() {
    plan_.number(hf_protocol_id, {0, 1}, message_.protocol_id);
    plan_.number(hf_command, {1, 1}, message_.command);
    plan_.number(hf_session_id, {2, 4}, message_.session_id);
    plan_.number(hf_length, {6, 2}, message_.body_length);
}

void CapfDescription::element(const CapfElement &element) {
    const ElementFields fields{hf_element, hf_element_tag, hf_element_length, ett_element};
    const ElementSection section(plan_, fields, wire::capf_element_names(), element);
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
    const auto read = certificates.describe(plan_, bytes_, certificate.der, frame_);
    if (!read) return;
    plan_.append_label(": " + read->subject);
    // Only an RSA key can be encrypted to: with an EC certificate, CUCM uses the MIC.
    cert_hash_ = read->key_kind == trust::KeyKind::rsa ? read->md5 : "";
    link_to_configurations(read->md5, certificate.der);
    subject_ = read->common_name.empty() ? read->subject : read->common_name;
}

// certHash of a configuration is the MD5 of the certificate that it is, or will be, encrypted to.
void CapfDescription::link_to_configurations(const std::string &md5, Range where) {
    CaptureState &capture = capture_state();
    capture.capf_certificates.add(md5, frame_.number);
    if (const auto before = capture.cert_hashes.last_until(md5, frame_.number))
        plan_.number(hf_hash_before, where, *before).generated = true;
    if (const auto after = capture.cert_hashes.first_after(md5, frame_.number))
        plan_.number(hf_hash_after, where, *after).generated = true;
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
            certificates.describe(plan_, bytes_, part.value, frame_);
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
    } else if (frame_.cut) {
        return;
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

}  // namespace

std::string requested_key(const CapfMessage &message) {
    const auto type = message.number(CapfTag::key_type);
    const auto size = message.number(CapfTag::key_size);
    const auto curve = message.number(CapfTag::curve);
    std::string said;
    const auto say = [&said](std::string_view words) { said.append(said.empty() ? "" : " ").append(words); };
    if (type) say(name_or(wire::capf_key_type_names(), *type, "key type"));
    if (!type && size) say("RSA");
    if (size) say(std::to_string(*size));
    if (curve) say(name_or(wire::capf_curve_names(), *curve, "curve"));
    return said;
}

namespace {

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
    say(requested_key(message_));
    say(key_);
    if (const auto kind = value(CapfTag::certificate_type))
        say(name_or(wire::capf_certificate_type_names(), *kind, "certificate type"));
    if (subject_ != message_.text(CapfTag::device_name)) say(subject_);
    if (const auto reason = value(CapfTag::reason))
        say("reason " + number_and_name(wire::capf_reason_names(), *reason));
    if (const auto delay = value(CapfTag::retry_delay)) say("in " + std::to_string(*delay));
    return said;
}

}  // namespace

std::optional<std::string> describe_capf_message(Plan &plan, wire::Bytes bytes, const CapfMessage &message,
                                                 const FrameFacts &frame) {
    CapfDescription description(plan, bytes, message, frame);
    description.write();
    return description.cert_hash();
}

// ---- Registration ----

namespace {

void register_fields(int protocol) {
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
        {&hf_hash_before,
         {"Hash was in", "capf.certificate.hash_was_in", FT_FRAMENUM, BASE_NONE, nullptr, 0,
          "The latest configuration before whose certHash is this certificate's MD5", HFILL}},
        {&hf_hash_after,
         {"Hash is in", "capf.certificate.hash_is_in", FT_FRAMENUM, BASE_NONE, nullptr, 0,
          "The next configuration whose certHash is this certificate's MD5", HFILL}},
    };
    proto_register_field_array(protocol, fields, array_length(fields));
    int *const subtrees[] = {&ett_element, &ett_public_key, &ett_sudi_part};
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

}  // namespace

void register_capf_message_fields(int protocol, expert_module_t *experts) {
    register_fields(protocol);
    static ei_register_info items[] = {
        {&ei_malformed, {"capf.malformed", PI_MALFORMED, PI_ERROR, "The message contradicts itself", EXPFILL}},
        {&ei_unusual, {"capf.unusual", PI_UNDECODED, PI_NOTE, "Unknown or unusual", EXPFILL}},
        {&ei_unknown_value, {"capf.unknown_value", PI_UNDECODED, PI_NOTE, "A value without a known meaning", EXPFILL}},
        {&ei_secret,
         {"capf.secret", PI_SECURITY, PI_NOTE, "This capture shows an authentication string: a secret", EXPFILL}},
        {&ei_signature_invalid, {"capf.signature.invalid", PI_SECURITY, PI_ERROR, "The signature is invalid", EXPFILL}},
    };
    expert_register_field_array(experts, items, array_length(items));
    certificates.register_fields(protocol, experts, "capf");
}

}  // namespace capf::dissect
