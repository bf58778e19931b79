// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/signed_header_fields.h"

#include <algorithm>

#include "plugin/dissect/names.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

namespace {

using wire::HeaderElement;
using wire::HeaderTag;

int hf_element = -1, hf_tag = -1, hf_length = -1, hf_value = -1;
int hf_version = -1, hf_header_length = -1, hf_signer_version = -1, hf_signer_name = -1, hf_signer_serial = -1;
int hf_issuer_name = -1, hf_digest_algorithm = -1, hf_signature_algorithm = -1, hf_signature_modulus = -1;
int hf_signature = -1, hf_file_name = -1, hf_timestamp = -1, hf_iv = -1, hf_padding_length = -1, hf_key_size = -1;
int hf_key_algorithm = -1, hf_encrypted_key = -1, hf_plain_text_digest_algorithm = -1, hf_plain_text_digest = -1;
int ett_element = -1;
expert_field ei_unknown_value = EI_INIT;

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

class HeaderDescription {
public:
    HeaderDescription(Plan &plan, wire::Bytes file, const wire::SignedHeader &header)
        : plan_(plan), file_(file), header_(header) {}

    void write();

private:
    void element(const HeaderElement &element);
    void value(const HeaderElement &element);
    void known_value(const HeaderElement &element, const HeaderField &field);
    void number(const HeaderElement &element, const HeaderField &field);

    Plan &plan_;
    wire::Bytes file_;
    const wire::SignedHeader &header_;
};

void HeaderDescription::write() {
    int depth = 0;
    for (const HeaderElement &each : header_.elements) {
        for (; depth > each.depth; --depth) plan_.close();
        element(each);
        // Left open: the elements inside follow.
        depth = each.depth + 1;
    }
    for (; depth > 0; --depth) plan_.close();
}

void HeaderDescription::element(const HeaderElement &element) {
    PlanStep &line = plan_.field(hf_element, element.whole);
    std::string label = name_or(wire::header_tag_names(), element.tag, "unknown element");
    label[0] = g_ascii_toupper(label[0]);
    line.label = plan_.keep(label);
    line.replaces_label = true;
    plan_.open(ett_element);
    plan_.number(hf_tag, {element.whole.offset, 1}, element.tag);
    if (element.is(HeaderTag::padding)) return;
    plan_.number(hf_length, {element.whole.offset + 1, 2}, element.declared_length);
    if (!wire::is_container(element.tag) && !element.value.empty()) value(element);
}

void HeaderDescription::value(const HeaderElement &element) {
    for (const HeaderField &field : kFields) {
        if (!element.is(field.tag)) continue;
        if (field.length != 0 && field.length != element.value.length) break;
        return known_value(element, field);
    }
    plan_.field(hf_value, element.value);
}

void HeaderDescription::known_value(const HeaderElement &element, const HeaderField &field) {
    const wire::Bytes bytes = wire::slice(file_, element.value);
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

void HeaderDescription::number(const HeaderElement &element, const HeaderField &field) {
    const wire::Bytes bytes = wire::slice(file_, element.value);
    const unsigned number = bytes.size() == 1 ? bytes[0] : static_cast<unsigned>(bytes[0] << 8 | bytes[1]);
    const auto names = field.names ? field.names() : std::span<const wire::NamedValue>();
    plan_.number(*field.hf, element.value, number);
    if (!names.empty() && wire::name_of(names, number).empty())
        plan_.expert(&ei_unknown_value, "Value " + std::to_string(number) + " has no known meaning");
    plan_.append_label(": " + number_and_name(names, number));
}

}  // namespace

void describe_signed_header(Plan &plan, wire::Bytes file, const wire::SignedHeader &header) {
    HeaderDescription(plan, file, header).write();
}

void register_signed_header_fields(int protocol, expert_module_t *experts) {
    const value_string *digests = value_strings(wire::digest_names());
    static hf_register_info fields[] = {
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
    };
    proto_register_field_array(protocol, fields, array_length(fields));
    int *const subtrees[] = {&ett_element};
    proto_register_subtree_array(subtrees, array_length(subtrees));

    static ei_register_info items[] = {
        {&ei_unknown_value,
         {"cisco_sgn.unknown_value", PI_UNDECODED, PI_NOTE, "A value without a known meaning", EXPFILL}},
    };
    expert_register_field_array(experts, items, array_length(items));
}

}  // namespace capf::dissect
