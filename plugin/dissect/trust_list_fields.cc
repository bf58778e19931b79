// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/trust_list_fields.h"

#include "plugin/dissect/certificate_fields.h"
#include "plugin/dissect/element_section.h"
#include "plugin/dissect/names.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

namespace {

using wire::RecordElement;
using wire::RecordTag;
using wire::TrustRecord;

int hf_record = -1, hf_element = -1, hf_tag = -1, hf_element_length = -1, hf_value = -1;
int hf_length = -1, hf_dns_name = -1, hf_subject_name = -1, hf_role = -1, hf_issuer_name = -1, hf_serial = -1;
int hf_public_key = -1, hf_signature = -1, hf_ip_address = -1, hf_hash = -1, hf_hash_algorithm = -1;
int ett_record = -1, ett_element = -1;

CertificateFields certificates;

enum class Form { number, text, bytes };

struct RecordField {
    RecordTag tag;
    const int *hf;
    Form form;
    std::size_t most;  // bytes that a number may have
};
const RecordField kFields[] = {
    {RecordTag::record_length, &hf_length, Form::number, 2},
    {RecordTag::dns_name, &hf_dns_name, Form::text, 0},
    {RecordTag::subject_name, &hf_subject_name, Form::text, 0},
    {RecordTag::role, &hf_role, Form::number, 2},
    {RecordTag::issuer_name, &hf_issuer_name, Form::text, 0},
    {RecordTag::serial_number, &hf_serial, Form::bytes, 0},
    {RecordTag::public_key, &hf_public_key, Form::bytes, 0},
    {RecordTag::signature, &hf_signature, Form::bytes, 0},
    {RecordTag::ip_address, &hf_ip_address, Form::bytes, 0},
    {RecordTag::certificate_hash, &hf_hash, Form::bytes, 0},
    {RecordTag::hash_algorithm, &hf_hash_algorithm, Form::number, 1},
};

void describe_value(Plan &plan, const RecordElement &element) {
    for (const RecordField &row : kFields) {
        if (!element.is(row.tag)) continue;
        if (row.form == Form::number && element.value.length != row.most) break;
        plan.field(*row.hf, element.value, row.form == Form::text ? ENC_UTF_8 | ENC_NA : ENC_BIG_ENDIAN);
        return;
    }
    plan.field(hf_value, element.value);
}

void describe_element(Plan &plan, wire::Bytes file, const RecordElement &element, const FrameFacts &frame) {
    const ElementFields fields{hf_element, hf_tag, hf_element_length, ett_element};
    const ElementSection section(plan, fields, wire::record_tag_names(), element);
    if (element.value.empty()) return;
    if (element.is(RecordTag::certificate))
        certificates.describe(plan, file, element.value, frame);
    else
        describe_value(plan, element);
}

std::string summary(std::size_t number, const TrustRecord &record) {
    std::string text = "Record " + std::to_string(number);
    if (record.role) text += ": " + name_or(wire::role_names(), *record.role, "role");
    if (record.subject_name && !record.subject_name->empty()) text += ", " + *record.subject_name;
    return text;
}

}  // namespace

void describe_trust_list(Plan &plan, wire::Bytes file, const wire::TrustList &list, const FrameFacts &frame) {
    std::size_t number = 0;
    for (const TrustRecord &record : list.records) {
        PlanStep &line = plan.field(hf_record, record.whole);
        line.label = plan.keep(summary(++number, record));
        line.replaces_label = true;
        const Section section(plan, ett_record);
        for (const RecordElement &element : record.elements) describe_element(plan, file, element, frame);
    }
}

void register_trust_list_fields(int protocol, expert_module_t *experts) {
    static hf_register_info fields[] = {
        {&hf_record,
         {"Record", "cisco_sgn.record", FT_NONE, BASE_NONE, nullptr, 0, "One certificate of the trust list", HFILL}},
        {&hf_element, {"Element", "cisco_sgn.record.element", FT_NONE, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_tag,
         {"Tag", "cisco_sgn.record.element.tag", FT_UINT8, BASE_DEC, value_strings(wire::record_tag_names()), 0,
          "What the element is", HFILL}},
        {&hf_element_length,
         {"Length", "cisco_sgn.record.element.length", FT_UINT16, BASE_DEC, nullptr, 0, "Length of the element's value",
          HFILL}},
        {&hf_value,
         {"Value", "cisco_sgn.record.element.value", FT_BYTES, BASE_NONE, nullptr, 0,
          "Value of an element whose meaning is not known", HFILL}},
        {&hf_length,
         {"Record length", "cisco_sgn.record.length", FT_UINT16, BASE_DEC, nullptr, 0,
          "Length of the record, this element included", HFILL}},
        {&hf_dns_name, {"DNS name", "cisco_sgn.record.dns_name", FT_STRINGZPAD, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_subject_name,
         {"Subject name", "cisco_sgn.record.subject_name", FT_STRINGZPAD, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_role,
         {"Role", "cisco_sgn.record.role", FT_UINT16, BASE_DEC, value_strings(wire::role_names()), 0,
          "What the certificate may be used for", HFILL}},
        {&hf_issuer_name,
         {"Issuer name", "cisco_sgn.record.issuer_name", FT_STRINGZPAD, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_serial,
         {"Serial number", "cisco_sgn.record.serial_number", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_public_key,
         {"Public key", "cisco_sgn.record.public_key", FT_BYTES, BASE_NONE, nullptr, 0,
          "RSA: RSAPublicKey in DER; EC: uncompressed point", HFILL}},
        {&hf_signature,
         {"Signature", "cisco_sgn.record.signature", FT_BYTES, BASE_NONE, nullptr, 0, "The certificate's own", HFILL}},
        {&hf_ip_address,
         {"IP address", "cisco_sgn.record.ip_address", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_hash,
         {"Certificate hash", "cisco_sgn.record.certificate_hash", FT_BYTES, BASE_NONE, nullptr, 0, nullptr, HFILL}},
        {&hf_hash_algorithm,
         {"Hash algorithm", "cisco_sgn.record.hash_algorithm", FT_UINT8, BASE_DEC, value_strings(wire::digest_names()),
          0, nullptr, HFILL}},
    };
    proto_register_field_array(protocol, fields, array_length(fields));
    int *const subtrees[] = {&ett_record, &ett_element};
    proto_register_subtree_array(subtrees, array_length(subtrees));
    certificates.register_fields(protocol, experts, "cisco_sgn");
}

}  // namespace capf::dissect
