// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_listing.h"

#include "analyzer/redact/redact_elements.h"

namespace capf::redact {
namespace {

void learn_names(const show::FileListing &file, TextRedactor &redactor) {
    learn_elements(file.elements, redactor);
    for (const show::Record &record : file.records) {
        learn_elements(record.elements, redactor);
        if (!record.certificate) continue;
        redactor.learn_distinguished_name(record.certificate->subject);
        redactor.learn_distinguished_name(record.certificate->issuer);
    }
    for (const show::Check &check : file.checks) redactor.learn_distinguished_name(check.signer);
    learn_fields(file.fields, redactor);
}

void redact_signature(trust::FileVerification &signature, const TextRedactor &redactor) {
    signature.reason = redactor.text(signature.reason);
    if (!signature.signer) return;
    // Its role is all that is told of it.
    signature.signer->certificate = {};
    signature.signer->der.clear();
    signature.signer->source.clear();
}

}  // namespace

void redact_listing(show::FileListing &file, const Pseudonyms &pseudonyms) {
    TextRedactor redactor(pseudonyms);
    learn_names(file, redactor);
    file.path = redactor.file_name(file.path);
    if (file.header && file.header->signer_name) {
        file.header->signer_name = redactor.distinguished_name(*file.header->signer_name);
    }
    redact_elements(file.elements, redactor);
    for (show::Record &record : file.records) {
        redact_elements(record.elements, redactor);
        if (!record.certificate) continue;
        record.certificate->subject = redactor.distinguished_name(record.certificate->subject);
        record.certificate->issuer = redactor.distinguished_name(record.certificate->issuer);
    }
    if (file.signature) redact_signature(*file.signature, redactor);
    for (show::Check &check : file.checks) {
        if (!check.own) check.authority = redactor.file_name(check.authority);
        check.signer = redactor.distinguished_name(check.signer);
        check.result.reason = redactor.text(check.result.reason);
    }
    for (show::Decryption &one : file.decryptions) {
        one.key = redactor.file_name(one.key);
        one.reason = redactor.text(one.reason);
    }
    redact_fields(file.fields, redactor);
    for (std::string &problem : file.problems) problem = redactor.text(problem);
    file.redacted = true;
}

}  // namespace capf::redact
