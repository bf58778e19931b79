// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/certificate_fields.h"

namespace capf::dissect {

namespace {

dissector_handle_t x509_certificate;
dissector_handle_t x509_public_key;

constexpr int kWeakRsaBits = 2048;

const char *joined(const char *prefix, const char *name) {
    return wmem_strdup_printf(wmem_epan_scope(), "%s.certificate%s", prefix, name);
}

}  // namespace

void find_x509_dissectors() {
    // Wireshark exports no function for these; the table of RFC 7468 labels holds both on every version.
    const dissector_table_t labels = find_dissector_table("rfc7468.preeb_label");
    if (!labels) return;
    x509_certificate = dissector_get_string_handle(labels, "CERTIFICATE");
    x509_public_key = dissector_get_string_handle(labels, "PUBLIC KEY");
}

dissector_handle_t public_key_dissector() {
    return x509_public_key;
}

void CertificateFields::register_fields(int protocol, expert_module_t *experts, const char *prefix) {
    const auto field = [prefix](const char *name, ftenum type, int base, const char *title, const char *blurb) {
        return header_field_info{title, joined(prefix, name), type, base, nullptr, 0, blurb, HFILL};
    };
    // Wireshark keeps the pointers: this table lives as long as the fields.
    hf_register_info table[] = {
        {&certificate_, field("", FT_NONE, BASE_NONE, "Certificate", "An X.509 certificate in DER")},
        {&subject_, field(".subject", FT_STRING, BASE_NONE, "Subject", "Subject of the certificate, RFC 2253 order")},
        {&issuer_, field(".issuer", FT_STRING, BASE_NONE, "Issuer", "Issuer of the certificate, RFC 2253 order")},
        {&serial_, field(".serial", FT_STRING, BASE_NONE, "Serial number", "Serial number in hexadecimal")},
        {&not_before_,
         field(".not_before", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, "Not before", "Begin of the validity")},
        {&not_after_, field(".not_after", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, "Not after", "End of the validity")},
        {&validity_, field(".validity", FT_STRING, BASE_NONE, "Validity",
                           "valid, not-yet-valid or expired at the time of the frame")},
        {&md5_, field(".md5", FT_STRING, BASE_NONE, "MD5",
                      "MD5 of the DER in hexadecimal, as certHash in a configuration and md5hash in CUCM's database")},
        {&sha1_, field(".sha1", FT_STRING, BASE_NONE, "SHA-1", "SHA-1 of the DER in hexadecimal")},
        {&sha256_, field(".sha256", FT_STRING, BASE_NONE, "SHA-256", "SHA-256 of the DER in hexadecimal")},
        {&key_bits_, field(".key_bits", FT_UINT32, BASE_DEC, "Key bits", "Size of the public key")},
    };
    auto *fields = static_cast<hf_register_info *>(wmem_memdup(wmem_epan_scope(), table, sizeof table));
    proto_register_field_array(protocol, fields, array_length(table));

    int *const trees[] = {&tree_};
    proto_register_subtree_array(trees, array_length(trees));

    ei_register_info items[] = {
        {&expired_, {joined(prefix, ".expired"), PI_SECURITY, PI_WARN, "The certificate has expired", EXPFILL}},
        {&not_yet_valid_,
         {joined(prefix, ".not_yet_valid"), PI_SECURITY, PI_WARN, "The certificate is not valid yet", EXPFILL}},
        {&unreadable_,
         {joined(prefix, ".unreadable"), PI_MALFORMED, PI_ERROR, "The certificate does not parse", EXPFILL}},
        {&weak_key_, {joined(prefix, ".weak_key"), PI_SECURITY, PI_NOTE, "RSA key of less than 2048 bits", EXPFILL}},
    };
    auto *kept = static_cast<ei_register_info *>(wmem_memdup(wmem_epan_scope(), items, sizeof items));
    expert_register_field_array(experts, kept, array_length(items));
}

void CertificateFields::describe_validity(Plan &plan, const trust::Certificate &certificate, wire::Range where,
                                          std::int64_t now) {
    plan.time(not_before_, where, certificate.not_before).generated = true;
    plan.time(not_after_, where, certificate.not_after).generated = true;
    const bool early = now < certificate.not_before;
    const bool late = now > certificate.not_after;
    plan.text(validity_, where, early ? "not-yet-valid" : late ? "expired" : "valid").generated = true;
    if (early) plan.expert(&not_yet_valid_, "The certificate is not valid yet at this frame's time");
    if (late) plan.expert(&expired_, "The certificate has expired by this frame's time");
}

std::optional<trust::Certificate> CertificateFields::describe(Plan &plan, wire::Bytes bytes, wire::Range where,
                                                              const FrameFacts &frame) {
    const auto certificate = trust::read_certificate(wire::slice(bytes, where));
    plan.field(certificate_, where);
    const Section section(plan, tree_);
    if (!certificate) {
        if (frame.cut) return certificate;
        plan.expert(&unreadable_, "The certificate does not parse");
        plan.dissect(x509_certificate, where);
        return certificate;
    }
    plan.append_label(": " + certificate->subject);
    const auto generated = [&plan, where](int hf, const std::string &text) {
        plan.text(hf, where, text).generated = true;
    };
    generated(subject_, certificate->subject);
    generated(issuer_, certificate->issuer);
    generated(serial_, certificate->serial);
    describe_validity(plan, *certificate, where, frame.time);
    plan.number(key_bits_, where, static_cast<std::uint32_t>(certificate->key_bits)).generated = true;
    if (certificate->key_kind == trust::KeyKind::rsa && certificate->key_bits < kWeakRsaBits)
        plan.expert(&weak_key_, "RSA key of " + std::to_string(certificate->key_bits) + " bits");
    generated(md5_, certificate->md5);
    generated(sha1_, certificate->sha1);
    generated(sha256_, certificate->sha256);
    plan.dissect(x509_certificate, where);
    return certificate;
}

}  // namespace capf::dissect
