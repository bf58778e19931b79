// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/file_check.h"

#include <algorithm>

#include "analyzer/show/config_fields.h"
#include "analyzer/show/element_words.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {
namespace {

using wire::PhoneFileKind;
using wire::Severity;

void note_malformed(CheckedFile &file, const wire::Problems &problems) {
    const auto worst = std::find_if(problems.begin(), problems.end(), [](const wire::Problem &problem) {
        return problem.severity == Severity::malformed;
    });
    if (worst == problems.end() || file.malformed) return;
    file.malformed = true;
    file.malformation = worst->text;
}

void verify(CheckedFile &file, const wire::TrustList *list, const trust::TrustStore &store) {
    file.signature = trust::verify_file(file.bytes(), *file.header, list, store);
    file.signer = file.header->signer_name.value_or("");
    if (!file.signature->signer) return;
    const bool own = file.signature->source == trust::SignerSource::own_list;
    file.signer = file.signature->signer->certificate.subject;
    file.signer_frame = own ? file.transfer->moment().frame : file.signature->signer->frame;
}

void check_signed_file(CheckedFile &file, const trust::TrustStore &store) {
    file.header = wire::parse_signed_header(file.bytes());
    note_malformed(file, file.header->problems);
    // The header tells what kind of file was signed, and the name how the phone uses it.
    const bool signed_as_list = file.header->kind() == wire::SignedFileKind::trust_list;
    std::optional<wire::TrustList> list;
    if (signed_as_list || file.is_trust_list()) list = wire::parse_trust_list(file.bytes(), file.header->payload);
    verify(file, signed_as_list ? &*list : nullptr, store);
    if (!file.is_trust_list()) return;
    note_malformed(file, list->problems);
    file.trust_list = std::move(list);
}

void check_config(CheckedFile &file) {
    const wire::Bytes text = file.header ? wire::slice(file.bytes(), file.header->payload) : file.bytes();
    file.config = wire::parse_phone_config(text);
    note_malformed(file, file.config->problems);
    if (!file.config->is_device && !file.malformed) {
        file.malformed = true;
        file.malformation = "no phone configuration in it";
    }
}

// A phone drops a packet whose checksum is wrong, and gets its bytes again: what is in the file here is not what the
// phone has, and proves nothing about it.
void allow_for_damage(CheckedFile &file) {
    if (!file.transfer->damaged) return;
    if (file.signature_invalid()) {
        file.signature->verdict = trust::Verdict::not_checked;
        file.signature->reason = "packets with a wrong checksum are in the file";
    }
}

}  // namespace

std::optional<std::string> CheckedFile::cert_hash() const {
    if (!config || !config->cert_hash) return std::nullopt;
    return config->cert_hash->value;
}

CheckedFile check_file(const phones::Transfer &transfer, const trust::TrustStore &store) {
    CheckedFile file;
    file.transfer = &transfer;
    if (!transfer.complete()) return file;
    const bool should_be_signed = transfer.name.kind != PhoneFileKind::plain_config &&
                                  transfer.name.kind != PhoneFileKind::other &&
                                  transfer.name.kind != PhoneFileKind::default_config;
    if (wire::looks_like_signed_file(file.bytes())) {
        check_signed_file(file, store);
    } else if (should_be_signed) {
        file.malformed = true;
        file.malformation = "no signed header";
    }
    if (file.is_config()) check_config(file);
    allow_for_damage(file);
    return file;
}

findings::FileReport report_file(const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    findings::FileReport report;
    report.name = transfer.name.base_name;
    report.transport = transfer.transport;
    report.client = transfer.client.address;
    report.server = transfer.server.address;
    report.port = transfer.server.port;
    report.status = phones::transfer_status_name(transfer.status);
    report.answer.http_status = transfer.http_status;
    report.answer.tftp_error = transfer.tftp_error;
    report.answer.from_phone = transfer.error_from_client;
    report.answer.message = transfer.tftp_message;
    report.answer.icmp_reporter = transfer.icmp_reporter;
    report.bytes = transfer.bytes.size();
    if (transfer.complete()) report.sha256 = trust::sha256_hex(transfer.bytes);
    report.kind = wire::phone_file_kind_name(transfer.name.kind);
    report.usable = transfer.complete() && !file.malformed;
    if (file.signature) {
        report.signature = *file.signature;  // the verdict alone
        report.signer_source = trust::name_of(file.signature->source);
        report.signer_role = file.signature->signer_role();
        if (file.signature->signer) report.signer_may_sign = file.signature->may_sign;
        report.signer_trusted_before = file.signature->trusted_before;
    }
    report.signer = file.signer;
    report.signer_at.position = file.signer_frame;
    report.is_trust_list = file.is_trust_list();
    report.is_config = file.is_config();
    report.is_encrypted = file.is_encrypted_config();
    if (file.trust_list) report.records = file.trust_list->records.size();
    if (file.trust_list && file.header) {
        report.records_sha256 = trust::sha256_hex(wire::slice(file.bytes(), file.header->payload));
    }
    if (file.config) {
        report.full = file.config->full();
        report.cert_hash = file.cert_hash();
        report.config = show::config_fields(*file.config);
    }
    if (file.header) report.header = show::header_elements(file.bytes(), *file.header);
    report.refs = file.refs();
    report.asked = transfer.asked;
    report.answered = transfer.moment();
    return report;
}

}  // namespace capf::judge
