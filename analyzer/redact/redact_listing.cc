// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_listing.h"

#include <utility>

#include "analyzer/redact/redact_elements.h"

namespace capf::redact {
namespace {

void redact_signature(trust::FileVerification &signature) {
    if (!signature.signer) return;
    // Its role is all that is told of it.
    signature.signer->certificate = {};
    signature.signer->der.clear();
    signature.signer->source.clear();
}

}  // namespace

void redact_listing(show::FileListing &file, const Pseudonyms &pseudonyms) {
    KnownNames known;
    known.add(file);
    const ValueRedactor redactor(pseudonyms, std::move(known));
    file.path = redactor.path(file.path);
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
    if (file.signature) redact_signature(*file.signature);
    for (show::Check &check : file.checks) {
        if (!check.own) check.authority = redactor.path(check.authority);
        check.signer = redactor.distinguished_name(check.signer);
    }
    for (show::Decryption &one : file.decryptions) one.key = redactor.path(one.key);
    redact_fields(file.fields, redactor);
    file.redacted = true;
}

}  // namespace capf::redact
