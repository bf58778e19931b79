// SPDX-License-Identifier: GPL-2.0-or-later
// The signed files of Cisco IP phones: ITL and CTL (.tlv), signed files (.sgn), encrypted configurations (.enc.sgn).
//
//   header:  elements, each tag (1), length (2), value; tag 13 is one byte alone; some tags hold elements
//   payload: records (.tlv), the plain file (.sgn), ciphertext (.enc.sgn)
//
// All numbers are big-endian. Tag 2 says where the payload begins.
#include "plugin/dissect/packet-cisco-sgn.h"

#include <algorithm>

#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/packet-capf.h"
#include "plugin/dissect/phone_config_fields.h"
#include "plugin/dissect/plan.h"
#include "plugin/dissect/signed_file_check.h"
#include "plugin/dissect/trust_list_fields.h"
#include "plugin/wire/capf_message.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::dissect {

namespace {

using wire::HeaderElement;
using wire::HeaderTag;
using wire::PhoneFileKind;
using wire::SignedFileKind;
using wire::SignedHeader;

int proto_sgn = -1;
dissector_handle_t xml_handle;
dissector_handle_t data_handle;

int hf_name = -1, hf_device = -1, hf_kind = -1;
int hf_element = -1, hf_tag = -1, hf_length = -1, hf_value = -1;
int hf_version = -1, hf_header_length = -1, hf_signer_version = -1, hf_signer_name = -1, hf_signer_serial = -1;
int hf_issuer_name = -1, hf_digest_algorithm = -1, hf_signature_algorithm = -1, hf_signature_modulus = -1;
int hf_signature = -1, hf_file_name = -1, hf_timestamp = -1, hf_iv = -1, hf_padding_length = -1, hf_key_size = -1;
int hf_key_algorithm = -1, hf_encrypted_key = -1, hf_plain_text_digest_algorithm = -1, hf_plain_text_digest = -1;
int hf_verdict = -1, hf_verdict_reason = -1, hf_signer = -1, hf_list_name = -1, hf_list_frame = -1;
int hf_payload = -1, hf_ciphertext = -1;
int ett_sgn = -1, ett_element = -1;
expert_field ei_malformed = EI_INIT, ei_unusual = EI_INIT, ei_unknown_value = EI_INIT;
expert_field ei_signature_invalid = EI_INIT, ei_new_signer = EI_INIT, ei_symmetric_key = EI_INIT;

enum class Form { number, text, bytes, version, time };

struct HeaderField {
    HeaderTag tag;
    const int *hf;
    Form form;
    std::size_t length;  // that the value must have; 0: any
    std::span<const wire::NamedValue> (*names)();
};
const HeaderField kFields[] = {
    {HeaderTag::version, &hf_version, Form::version, 2, nullptr},
    {HeaderTag::header_length, &hf_header_length, Form::number, 2, nullptr},
    {HeaderTag::signer_version, &hf_signer_version, Form::version, 2, nullptr},
    {HeaderTag::signer_name, &hf_signer_name, Form::text, 0, nullptr},
    {HeaderTag::signer_serial, &hf_signer_serial, Form::bytes, 0, nullptr},
    {HeaderTag::issuer_name, &hf_issuer_name, Form::text, 0, nullptr},
    {HeaderTag::digest_algorithm, &hf_digest_algorithm, Form::number, 1, wire::digest_names},
    {HeaderTag::signature_algorithm, &hf_signature_algorithm, Form::number, 1, wire::signature_algorithm_names},
    {HeaderTag::signature_modulus, &hf_signature_modulus, Form::number, 1, wire::signature_modulus_names},
    {HeaderTag::signature, &hf_signature, Form::bytes, 0, nullptr},
    {HeaderTag::file_name, &hf_file_name, Form::text, 0, nullptr},
    {HeaderTag::timestamp, &hf_timestamp, Form::time, 4, nullptr},
    {HeaderTag::initialisation_vector, &hf_iv, Form::bytes, 0, nullptr},
    {HeaderTag::padding_length, &hf_padding_length, Form::number, 2, nullptr},
    {HeaderTag::key_size, &hf_key_size, Form::number, 2, nullptr},
    {HeaderTag::key_algorithm, &hf_key_algorithm, Form::number, 1, nullptr},
    {HeaderTag::encrypted_key, &hf_encrypted_key, Form::bytes, 0, nullptr},
    {HeaderTag::plain_text_digest_algorithm, &hf_plain_text_digest_algorithm, Form::number, 1, wire::digest_names},
    {HeaderTag::plain_text_digest, &hf_plain_text_digest, Form::bytes, 0, nullptr},
};

// ---- One file, written down (no epan calls that throw) ----

// A file as parsed, with what is needed beside it.
struct ParsedFile {
    wire::Bytes bytes;
    SignedHeader header;
    wire::TrustList list;      // of a trust list
    wire::PhoneFileName name;  // as requested, else as the header says
    bool xml = false;          // the payload is plain XML
};

ParsedFile parse_file(wire::Bytes bytes, const char *requested) {
    ParsedFile file;
    file.bytes = bytes;
    file.header = wire::parse_signed_header(bytes);
    if (file.header.kind() == SignedFileKind::trust_list)
        file.list = wire::parse_trust_list(bytes, file.header.payload);
    const std::string name = *requested ? requested : file.header.file_name.value_or("");
    file.name = wire::parse_phone_file_name(name);
    file.xml = file.header.kind() == SignedFileKind::signed_file &&
               wire::looks_like_xml(wire::slice(bytes, file.header.payload));
    return file;
}

class FileDescription {
public:
    FileDescription(Plan &plan, const ParsedFile &file, const SignedFileState &state, std::int64_t time,
                    std::uint32_t frame)
        : plan_(plan), file_(file), header_(file.header), state_(state), time_(time), frame_(frame) {}

    void write();
    [[nodiscard]] std::uint16_t capf_port() const { return capf_port_; }

private:
    void identity();
    void header();
    void element(const HeaderElement &element);
    void value(const HeaderElement &element);
    void known_value(const HeaderElement &element, const HeaderField &field);
    void number(const HeaderElement &element, const HeaderField &field);
    void verdict();
    void payload();
    void configuration();
    [[nodiscard]] std::string kind_name() const;
    [[nodiscard]] std::string summary() const;

    Plan &plan_;
    const ParsedFile &file_;
    const SignedHeader &header_;
    const SignedFileState &state_;
    std::int64_t time_;
    std::uint32_t frame_;
    std::string kind_;  // in words, for the Info column
    std::uint16_t capf_port_ = 0;
};

void FileDescription::write() {
    kind_ = kind_name();
    identity();
    header();
    verdict();
    payload();
    plan_.problems(header_.problems, &ei_unusual, &ei_malformed);
    plan_.problems(file_.list.problems, &ei_unusual, &ei_malformed);
    plan_.set_info(summary());
}

std::string FileDescription::kind_name() const {
    switch (header_.kind()) {
        case SignedFileKind::trust_list:
            return file_.name.kind == PhoneFileKind::itl   ? "ITL"
                   : file_.name.kind == PhoneFileKind::ctl ? "CTL"
                                                           : "trust list";
        case SignedFileKind::encrypted_file:
            return "encrypted configuration";
        case SignedFileKind::signed_file:
            break;
    }
    return "signed file";
}

void FileDescription::identity() {
    if (!file_.name.base_name.empty()) plan_.text(hf_name, {0, 0}, file_.name.base_name).generated = true;
    plan_.text(hf_kind, {0, 0}, kind_).generated = true;
    if (file_.name.device) plan_.text(hf_device, {0, 0}, *file_.name.device).generated = true;
}

void FileDescription::header() {
    int depth = 0;
    for (const HeaderElement &each : header_.elements) {
        for (; depth > each.depth; --depth) plan_.close();
        element(each);
        // Left open: the elements inside follow.
        depth = each.depth + 1;
    }
    for (; depth > 0; --depth) plan_.close();
}

void FileDescription::element(const HeaderElement &element) {
    PlanStep &line = plan_.field(hf_element, element.whole);
    line.label = plan_.keep(name_or(wire::header_tag_names(), element.tag, "Unknown element"));
    line.replaces_label = true;
    plan_.open(ett_element);
    plan_.number(hf_tag, {element.whole.offset, 1}, element.tag);
    if (element.is(HeaderTag::padding)) return;
    plan_.number(hf_length, {element.whole.offset + 1, 2}, element.declared_length);
    if (!wire::is_container(element.tag) && !element.value.empty()) value(element);
}

void FileDescription::value(const HeaderElement &element) {
    for (const HeaderField &field : kFields) {
        if (!element.is(field.tag)) continue;
        if (field.length != 0 && field.length != element.value.length) break;
        return known_value(element, field);
    }
    plan_.field(hf_value, element.value);
}

void FileDescription::known_value(const HeaderElement &element, const HeaderField &field) {
    const wire::Bytes bytes = wire::slice(file_.bytes, element.value);
    switch (field.form) {
        case Form::number:
            return number(element, field);
        case Form::text: {
            const std::string text(bytes.begin(), std::find(bytes.begin(), bytes.end(), 0));
            plan_.text(*field.hf, element.value, text);
            return plan_.append_label(": " + text);
        }
        case Form::version: {
            const std::string text = std::to_string(bytes[0]) + "." + std::to_string(bytes[1]);
            plan_.text(*field.hf, element.value, text);
            return plan_.append_label(": " + text);
        }
        case Form::time:
            plan_.field(*field.hf, element.value, ENC_TIME_SECS | ENC_BIG_ENDIAN);
            return;
        case Form::bytes:
            plan_.field(*field.hf, element.value);
            return;
    }
}

void FileDescription::number(const HeaderElement &element, const HeaderField &field) {
    const wire::Bytes bytes = wire::slice(file_.bytes, element.value);
    const unsigned number = bytes.size() == 1 ? bytes[0] : static_cast<unsigned>(bytes[0] << 8 | bytes[1]);
    const auto names = field.names ? field.names() : std::span<const wire::NamedValue>();
    plan_.number(*field.hf, element.value, number);
    if (!names.empty() && wire::name_of(names, number).empty())
        plan_.expert(&ei_unknown_value, "Value " + std::to_string(number) + " has no known meaning");
    plan_.append_label(": " + number_and_name(names, number));
}

void FileDescription::verdict() {
    const wire::Range where = header_.signature;
    plan_.text(hf_verdict, where, trust::verdict_name(state_.verdict)).generated = true;
    if (state_.verdict == trust::Verdict::invalid)
        plan_.expert(&ei_signature_invalid, std::string("The signature is invalid: ") + state_.reason);
    if (state_.signer_is_new) plan_.expert(&ei_new_signer, "No earlier trust list of this capture holds this signer");
    if (*state_.reason) plan_.text(hf_verdict_reason, where, state_.reason).generated = true;
    if (*state_.signer) plan_.text(hf_signer, where, state_.signer).generated = true;
    if (*state_.source) plan_.text(hf_list_name, where, state_.source).generated = true;
    if (state_.frame) plan_.number(hf_list_frame, where, state_.frame).generated = true;
}

void FileDescription::payload() {
    const wire::Range where = header_.payload;
    switch (header_.kind()) {
        case SignedFileKind::trust_list:
            kind_ += ", " + std::to_string(file_.list.records.size()) + " records";
            return describe_trust_list(plan_, file_.bytes, file_.list, time_);
        case SignedFileKind::encrypted_file:
            if (header_.encrypted_key.empty())
                plan_.expert_at(&ei_symmetric_key, {0, where.offset},
                                "No encrypted key: the phone needs a symmetric key that was entered by hand");
            if (!where.empty()) plan_.field(hf_ciphertext, where);
            return;
        case SignedFileKind::signed_file:
            if (where.empty()) return;
            plan_.field(hf_payload, where);
            if (file_.xml) configuration();
    }
}

void FileDescription::configuration() {
    const wire::PhoneConfig config = wire::parse_phone_config(wire::slice(file_.bytes, header_.payload));
    if (!config.is_device) return;
    describe_phone_config(plan_, config, header_.payload, frame_);
    if (const auto full = config.full()) kind_ = *full ? "full configuration" : "partial configuration";
    if (config.cert_hash)
        kind_ += ", certHash " + (config.cert_hash->value.empty() ? "empty" : config.cert_hash->value);
    for (const wire::CapfServer &server : config.capf_servers)
        if (const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt) capf_port_ = *port;
}

std::string FileDescription::summary() const {
    std::string text = file_.name.base_name.empty() ? "" : file_.name.base_name + ": ";
    text += kind_ + ", signature " + trust::verdict_name(state_.verdict);
    return text;
}

// A file ready to be shown.
struct DecodedFile {
    Plan plan;
    const SignedFileState *state;
    int payload_offset;
    int payload_length;  // of a payload for another dissector, else 0
    bool xml;
    std::uint16_t capf_port;  // that the configuration names; 0 when none
};

const SignedFileState kUnknownState = {"", trust::Verdict::not_checked, "", "", "", 0, false};

// `state` is null on the first pass, which makes it.
DecodedFile decode_file(packet_info *pinfo, wire::Bytes bytes, const char *name,
                        const SignedFileState *state) noexcept {
    DecodedFile decoded{Plan(pinfo->pool), state ? state : &kUnknownState, 0, 0, false, 0};
    describe([&] {
        const ParsedFile file = parse_file(bytes, decoded.state == state ? state->name : name);
        if (!state) decoded.state = check_signed_file(bytes, file.header, file.list, name, pinfo->num);
        FileDescription description(decoded.plan, file, *decoded.state, pinfo->abs_ts.secs, pinfo->num);
        description.write();
        decoded.capf_port = description.capf_port();
        if (file.header.kind() != SignedFileKind::signed_file) return;
        decoded.payload_offset = static_cast<int>(file.header.payload.offset);
        decoded.payload_length = static_cast<int>(file.header.payload.length);
        decoded.xml = file.xml;
    });
    return decoded;
}

}  // namespace

// ---- One file, shown ----

const char *dissect_signed_file(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const char *name) {
    const unsigned length = tvb_captured_length(tvb);
    const std::uint8_t *data = tvb_get_ptr(tvb, 0, static_cast<int>(length));
    const unsigned slot = next_slot(pinfo, proto_sgn);
    SignedFileState *known = slot_state<SignedFileState>(pinfo, proto_sgn, slot);
    const DecodedFile decoded = decode_file(pinfo, {data, length}, name, known);
    if (!known) {
        set_slot_state(pinfo, proto_sgn, slot, const_cast<SignedFileState *>(decoded.state));
        if (decoded.capf_port) announce_capf_port(decoded.capf_port);
    }
    col_append_sep_str(pinfo->cinfo, COL_INFO, ", ", decoded.plan.info());

    proto_item *item = proto_tree_add_item(tree, proto_sgn, tvb, 0, -1, ENC_NA);
    proto_item_append_text(item, ", %s", decoded.plan.info());
    show(decoded.plan, tvb, pinfo, proto_item_add_subtree(item, ett_sgn));
    if (decoded.payload_length > 0)
        call_dissector_for_part(decoded.xml ? xml_handle : data_handle, tvb, decoded.payload_offset,
                                decoded.payload_length, pinfo, tree);
    return decoded.state->name;
}

// ---- Registration ----

namespace {

void register_fields() {
    const value_string *digests = value_strings(wire::digest_names());
    static hf_register_info fields[] = {
        {&hf_name, {"Name", "cisco_sgn.name", FT_STRING, BASE_NONE, nullptr, 0, "As requested", HFILL}},
        {&hf_device,
         {"Device", "cisco_sgn.device", FT_STRING, BASE_NONE, nullptr, 0, "The phone that the file is for", HFILL}},
        {&hf_kind, {"Kind", "cisco_sgn.kind", FT_STRING, BASE_NONE, nullptr, 0, "What the file is", HFILL}},
        {&hf_element, {"Element", "cisco_sgn.element", FT_NONE, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_tag,
         {"Tag", "cisco_sgn.element.tag", FT_UINT8, BASE_DEC, value_strings(wire::header_tag_names()), 0,
          "What the element is", HFILL}},
        {&hf_length,
         {"Length", "cisco_sgn.element.length", FT_UINT16, BASE_DEC, nullptr, 0, "Length of the element's value",
          HFILL}},
        {&hf_value,
         {"Value", "cisco_sgn.element.value", FT_BYTES, BASE_NONE, nullptr, 0,
          "Value of an element whose meaning is not known", HFILL}},
        {&hf_version, {"Version", "cisco_sgn.version", FT_STRING, BASE_NONE, nullptr, 0, "Of the format", HFILL}},
        {&hf_header_length,
         {"Header length", "cisco_sgn.header_length", FT_UINT16, BASE_DEC, nullptr, 0, "Where the payload begins",
          HFILL}},
        {&hf_signer_version,
         {"Signer version", "cisco_sgn.signer_version", FT_STRING, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_signer_name,
         {"Signer name", "cisco_sgn.signer_name", FT_STRING, BASE_NONE, nullptr, 0, "Subject of its certificate",
          HFILL}},
        {&hf_signer_serial,
         {"Signer serial number", "cisco_sgn.signer_serial_number", FT_BYTES, BASE_NONE, nullptr, 0,
          "Serial number of its certificate", HFILL}},
        {&hf_issuer_name,
         {"Issuer name", "cisco_sgn.issuer_name", FT_STRING, BASE_NONE, nullptr, 0,
          "Issuer of the signer's certificate", HFILL}},
        {&hf_digest_algorithm,
         {"Digest algorithm", "cisco_sgn.digest_algorithm", FT_UINT8, BASE_DEC, digests, 0, "That is signed", HFILL}},
        {&hf_signature_algorithm,
         {"Signature algorithm", "cisco_sgn.signature_algorithm", FT_UINT8, BASE_DEC,
          value_strings(wire::signature_algorithm_names()), 0, nullptr, HFILL}},
        {&hf_signature_modulus,
         {"Signature modulus", "cisco_sgn.signature_modulus", FT_UINT8, BASE_DEC,
          value_strings(wire::signature_modulus_names()), 0, "Size of the signer's key", HFILL}},
        {&hf_signature, {"Signature", "cisco_sgn.signature", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_file_name, {"File name", "cisco_sgn.file_name", FT_STRING, BASE_NONE, nullptr, 0, "As signed", HFILL}},
        {&hf_timestamp,
         {"Timestamp", "cisco_sgn.timestamp", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, nullptr, 0, "When it was signed",
          HFILL}},
        {&hf_iv,
         {"Initialisation vector", "cisco_sgn.initialisation_vector", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_padding_length,
         {"Padding length", "cisco_sgn.padding_length", FT_UINT16, BASE_DEC, nullptr, 0,
          "Bytes to drop from the end of the decrypted text", HFILL}},
        {&hf_key_size,
         {"Key size", "cisco_sgn.key_size", FT_UINT16, BASE_DEC, nullptr, 0, "Of the phone's key, in bits", HFILL}},
        {&hf_key_algorithm,
         {"Key algorithm", "cisco_sgn.key_algorithm", FT_UINT8, BASE_DEC, nullptr, 0, "Seen: 1", HFILL}},
        {&hf_encrypted_key,
         {"Encrypted key", "cisco_sgn.encrypted_key", FT_BYTES, BASE_NONE, nullptr, 0,
          "The AES key, encrypted to the phone's public key", HFILL}},
        {&hf_plain_text_digest_algorithm,
         {"Plain text digest algorithm", "cisco_sgn.plain_text_digest_algorithm", FT_UINT8, BASE_DEC, digests, 0,
          nullptr, HFILL}},
        {&hf_plain_text_digest,
         {"Plain text digest", "cisco_sgn.plain_text_digest", FT_BYTES, BASE_NONE, nullptr, 0,
          "Digest of the decrypted configuration", HFILL}},
        {&hf_verdict,
         {"Signature verdict", "cisco_sgn.signature.verdict", FT_STRING, BASE_NONE, nullptr, 0,
          "valid, invalid or not-checked, by the trust lists that the capture has shown", HFILL}},
        {&hf_verdict_reason,
         {"Verdict's reason", "cisco_sgn.signature.reason", FT_STRING, BASE_NONE, nullptr, 0,
          "Why the signature is invalid or was not checked", HFILL}},
        {&hf_signer,
         {"Signer", "cisco_sgn.signature.signer", FT_STRING, BASE_NONE, nullptr, 0,
          "Subject of the certificate that the signature was checked with", HFILL}},
        {&hf_list_name,
         {"Signer's trust list", "cisco_sgn.signature.list", FT_STRING, BASE_NONE, nullptr, 0,
          "The trust list that holds this certificate", HFILL}},
        {&hf_list_frame,
         {"Signer's trust list in", "cisco_sgn.signature.list_in", FT_FRAMENUM, BASE_NONE, nullptr, 0,
          "The frame of that trust list", HFILL}},
        {&hf_payload,
         {"Payload", "cisco_sgn.payload", FT_NONE, BASE_NONE, nullptr, 0, "The file that is signed", HFILL}},
        {&hf_ciphertext,
         {"Encrypted configuration", "cisco_sgn.ciphertext", FT_NONE, BASE_NONE, nullptr, 0, "AES-128-CBC", HFILL}},
    };
    proto_register_field_array(proto_sgn, fields, array_length(fields));
    int *const subtrees[] = {&ett_sgn, &ett_element};
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

expert_module_t *register_experts() {
    static ei_register_info experts[] = {
        {&ei_malformed, {"cisco_sgn.malformed", PI_MALFORMED, PI_ERROR, "The file contradicts itself", EXPFILL}},
        {&ei_unusual, {"cisco_sgn.unusual", PI_UNDECODED, PI_NOTE, "Unknown or unusual", EXPFILL}},
        {&ei_unknown_value,
         {"cisco_sgn.unknown_value", PI_UNDECODED, PI_NOTE, "A value without a known meaning", EXPFILL}},
        {&ei_signature_invalid,
         {"cisco_sgn.signature.invalid", PI_SECURITY, PI_ERROR, "The signature is invalid", EXPFILL}},
        {&ei_new_signer,
         {"cisco_sgn.signer.new", PI_SECURITY, PI_WARN, "No earlier trust list of this capture holds this signer",
          EXPFILL}},
        {&ei_symmetric_key,
         {"cisco_sgn.symmetric_key", PI_SECURITY, PI_NOTE, "Encrypted with a key that was entered by hand", EXPFILL}},
    };
    expert_module_t *module = expert_register_protocol(proto_sgn);
    expert_register_field_array(module, experts, array_length(experts));
    return module;
}

}  // namespace

void register_cisco_sgn() {
    proto_sgn = proto_register_protocol("Cisco Signed Phone File", "Cisco signed file", "cisco_sgn");
    register_fields();
    expert_module_t *experts = register_experts();
    register_trust_list_fields(proto_sgn);
    register_trust_list_certificates(proto_sgn, experts);
    register_phone_config_fields(proto_sgn, experts);
    register_phone_file_transport(proto_sgn);
}

void handoff_cisco_sgn() {
    xml_handle = find_dissector_add_dependency("xml", proto_sgn);
    data_handle = find_dissector("data");
    handoff_phone_file_transport(proto_sgn);
}

}  // namespace capf::dissect
