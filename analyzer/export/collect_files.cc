// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/collect_files.h"

#include <algorithm>
#include <string_view>

#include "analyzer/export/secret_mask.h"
#include "analyzer/language/language.h"
#include "analyzer/report/phone_text.h"
#include "plugin/trust/pem.h"
#include "plugin/wire/ascii.h"

namespace capf::exporting {
namespace {

constexpr const char *kCannotMask = "it holds a secret that cannot be masked; --show-secrets writes it as it is";

// Without its last ending, whatever its case. A name that is nothing but the ending stays.
std::string without_ending(const std::string &name, std::string_view ending) {
    const bool same = name.size() > ending.size() && wire::ends_with_ignoring_case(name, ending);
    return same ? name.substr(0, name.size() - ending.size()) : name;
}

class Collector {
public:
    Collector(const CollectOptions &options) : options_(options) {}

    void add_phone(const phones::Phone &phone, const findings::PhoneReport &report) {
        device_ = report.device ? *report.device : report.addresses.empty() ? "unknown" : report.addresses.front();
        for (const phones::Transfer *transfer : phone.transfers) {
            if (transfer->complete() && !transfer->bytes.empty()) add_transfer(*transfer);
        }
        for (const findings::CertificateReport &certificate : report.certificates) add_certificate(certificate);
    }

    std::vector<ExportedFile> take() { return std::move(files_); }

private:
    void add(ExportKind kind, const std::string &name, wire::Bytes bytes, wire::Range text,
             const std::vector<dissection::FrameTime> &frames) {
        ExportedFile file;
        file.kind = kind;
        file.folder = file.device = device_;
        file.name = name;
        for (const dissection::FrameTime &at : frames) file.frames.push_back(at.frame);
        if (options_.show_secrets) {
            file.bytes.assign(bytes.begin(), bytes.end());
        } else {
            MaskedBytes masked = mask_secrets(bytes, text);
            file.bytes = std::move(masked.bytes);
            file.masked = std::move(masked.masked);
            if (!masked.complete) file.left_out = kCannotMask;
        }
        files_.push_back(std::move(file));
    }

    void add_transfer(const phones::Transfer &transfer) {
        const wire::Bytes bytes = transfer.bytes;
        const std::string &name = transfer.name.base_name;
        if (!wire::looks_like_signed_file(bytes)) {
            add(ExportKind::file, name, bytes, {0, bytes.size()}, transfer.frames);
            return;
        }
        const wire::SignedHeader header = wire::parse_signed_header(bytes);
        add(ExportKind::file, name, bytes, header.payload, transfer.frames);
        const wire::Bytes payload = wire::slice(bytes, header.payload);
        if (header.kind() == wire::SignedFileKind::signed_file && !payload.empty()) {
            const std::string inner = without_ending(name, ".sgn");
            add(ExportKind::payload, inner == name ? name + ".payload" : inner, payload, {0, payload.size()},
                transfer.frames);
        }
        if (header.kind() == wire::SignedFileKind::encrypted_file) decrypt(transfer, header);
    }

    void decrypt(const phones::Transfer &transfer, const wire::SignedHeader &header) {
        for (const judge::PhoneKey &key : options_.phone_keys) {
            const trust::Decryption result = trust::decrypt_configuration(transfer.bytes, header, key.key);
            if (result.status != trust::DecryptionStatus::decrypted) continue;
            const std::string stem = without_ending(without_ending(transfer.name.base_name, ".enc.sgn"), ".cnf.xml");
            add(ExportKind::decrypted, stem + ".decrypted.cnf.xml", result.plain_text, {0, result.plain_text.size()},
                transfer.frames);
            return;
        }
    }

    void add_certificate(const findings::CertificateReport &report) {
        const language::English english;  // for the manifest
        const trust::Certificate &certificate = report.certificate;
        ExportedFile file;
        file.kind = ExportKind::certificate;
        file.folder = "certificates";
        file.device = device_;
        file.common_name = certificate.common_name;
        file.sha256 = certificate.sha256;
        file.name = certificate_file_name(file.common_name, file.sha256);
        const std::string pem = trust::certificate_pem(report.der);
        file.bytes.assign(pem.begin(), pem.end());
        for (const findings::CertificateUse &use : report.uses) {
            std::string role = report::role_text(use);
            if (std::find(file.roles.begin(), file.roles.end(), role) == file.roles.end()) {
                file.roles.push_back(std::move(role));
            }
            file.frames.push_back(use.at.position);
        }
        files_.push_back(std::move(file));
    }

    const CollectOptions &options_;
    std::string device_;
    std::vector<ExportedFile> files_;
};

}  // namespace

std::string certificate_file_name(const std::string &common_name, const std::string &sha256) {
    constexpr std::size_t kTelling = 8;  // digits
    return (common_name.empty() ? "certificate" : common_name) + "-" + sha256.substr(0, kTelling) + ".pem";
}

const char *name_of(ExportKind kind) {
    switch (kind) {
        case ExportKind::file:
            return "file";
        case ExportKind::payload:
            return "payload";
        case ExportKind::decrypted:
            return "decrypted";
        case ExportKind::certificate:
            return "certificate";
    }
    return "file";
}

std::vector<ExportedFile> collect_files(const std::vector<phones::Phone> &phones, const findings::CaptureReport &report,
                                        const CollectOptions &options) {
    Collector collector(options);
    for (std::size_t i = 0; i < phones.size() && i < report.phones.size(); ++i) {
        collector.add_phone(phones[i], report.phones[i]);
    }
    return collector.take();
}

}  // namespace capf::exporting
