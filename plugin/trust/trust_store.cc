// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/trust_store.h"

#include <openssl/pem.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "plugin/trust/openssl_context.h"
#include "plugin/trust/openssl_ptr.h"
#include "plugin/trust/read_file.h"
#include "plugin/trust/utf8_path.h"

namespace capf::trust {
namespace {

// A folder of a few dozen certificates is meant, not a whole disk.
constexpr std::size_t kMostFiles = 1000;

// Nothing when `bytes` does not begin with a certificate. What follows the certificate is left out.
std::optional<KnownCertificate> known_certificate(Bytes bytes) {
    auto certificate = read_certificate(bytes);
    if (!certificate) return std::nullopt;
    ErrorGuard errors;
    const Bytes der = read_x509(bytes).der;
    KnownCertificate known;
    known.der.assign(der.begin(), der.end());
    known.certificate = std::move(*certificate);
    return known;
}

bool name_fits(const Certificate &certificate, const wire::SignedHeader &header) {
    if (header.issuer_name) return wire::same_distinguished_name(*header.issuer_name, certificate.issuer);
    if (header.signer_name) return wire::same_distinguished_name(*header.signer_name, certificate.subject);
    return true;  // the serial number is all that the header says
}

// One block of a PEM file. Its bytes are not decrypted, so nobody is asked for a password.
struct PemBlock {
    AllocatedPtr<char> name, header;
    AllocatedPtr<unsigned char> data;
    long length = 0;

    bool read(BIO *bio) {
        char *raw_name = nullptr, *raw_header = nullptr;
        unsigned char *raw_data = nullptr;
        const bool found = PEM_read_bio(bio, &raw_name, &raw_header, &raw_data, &length) == 1;
        name.reset(raw_name);
        header.reset(raw_header);
        data.reset(raw_data);
        return found;
    }
    [[nodiscard]] bool is_certificate() const {
        const std::string_view label = name.get();
        return label == PEM_STRING_X509 || label == PEM_STRING_X509_OLD || label == PEM_STRING_X509_TRUSTED;
    }
    [[nodiscard]] Bytes bytes() const { return {data.get(), static_cast<std::size_t>(std::max(length, 0L))}; }
};

std::vector<KnownCertificate> read_pem(Bytes text) {
    ErrorGuard errors;
    std::vector<KnownCertificate> found;
    const BioPtr bio = reading_bio(text);
    if (!bio) return found;
    // A damaged block does not hide those after it: reading goes on as long as it moves.
    for (std::size_t left = BIO_ctrl_pending(bio.get()), before = left + 1; left > 0 && left < before;
         before = left, left = BIO_ctrl_pending(bio.get())) {
        PemBlock block;
        if (!block.read(bio.get()) || !block.is_certificate()) continue;
        if (auto known = known_certificate(block.bytes())) found.push_back(std::move(*known));
    }
    return found;
}

std::vector<KnownCertificate> read_der(Bytes bytes) {
    std::vector<KnownCertificate> found;
    while (auto known = known_certificate(bytes)) {
        bytes = bytes.subspan(known->der.size());
        found.push_back(std::move(*known));
    }
    return found;
}

bool looks_like_pem(Bytes bytes) {
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    return text.find("-----BEGIN ") != std::string_view::npos;
}

}  // namespace

bool role_fits(const KnownCertificate &known, wire::SignedFileKind kind) {
    if (!known.role) return false;
    const auto role = static_cast<wire::Role>(*known.role);
    if (kind == wire::SignedFileKind::trust_list) return role == wire::Role::sast;
    return role == wire::Role::tftp || role == wire::Role::ccm_tftp;
}

void TrustStore::add_list(Bytes file, const wire::TrustList &list, std::uint32_t frame, const std::string &source,
                          bool trusted) {
    for (const wire::TrustRecord &record : list.records) {
        const Bytes bytes = wire::slice(file, record.certificate);
        if (KnownCertificate *there = find(bytes, record.role)) {  // a phone fetches its list again and again
            there->trusted |= trusted;
            continue;
        }
        auto known = known_certificate(bytes);
        if (!known) continue;
        known->role = record.role;
        known->frame = frame;
        known->source = source;
        known->trusted = trusted;
        add(std::move(*known));
    }
}

void TrustStore::add(KnownCertificate certificate) {
    if (find(certificate.der, certificate.role) == nullptr) certificates_.push_back(std::move(certificate));
}

KnownCertificate *TrustStore::find(Bytes der, std::optional<std::uint16_t> role) {
    const auto found = std::ranges::find_if(certificates_, [&](const KnownCertificate &known) {
        return known.role == role && std::equal(known.der.begin(), known.der.end(), der.begin(), der.end());
    });
    return found == certificates_.end() ? nullptr : &*found;
}

bool TrustStore::add_file(const std::string &path, std::string &error) {
    const auto content = read_file(path, error);
    if (!content) return false;
    if (add_content(*content, path)) return true;
    error = "no certificate in " + path;
    return false;
}

bool TrustStore::add_content(const std::vector<std::uint8_t> &content, const std::string &source) {
    auto found = looks_like_pem(content) ? read_pem(content) : read_der(content);
    for (KnownCertificate &known : found) {
        known.source = source;
        add(std::move(known));
    }
    return !found.empty();
}

bool TrustStore::add_folder(const std::string &path) {
    std::error_code error;
    std::vector<std::string> files;
    for (std::filesystem::directory_iterator at(path_of_utf8(path), error), end; !error && at != end;
         at.increment(error)) {
        if (files.size() == kMostFiles) break;
        std::error_code ignored;
        if (at->is_regular_file(ignored)) files.push_back(utf8_of_path(at->path()));
    }
    std::sort(files.begin(), files.end());  // a folder has no order of its own
    bool any = false;
    for (const std::string &file : files) {
        std::string reason;
        any |= add_file(file, reason);
    }
    return any;
}

std::vector<const KnownCertificate *> TrustStore::find_signers(Bytes file, const wire::SignedHeader &header) const {
    const Bytes serial = wire::slice(file, header.signer_serial);
    std::vector<const KnownCertificate *> signers;
    for (const KnownCertificate &known : certificates_)
        if (same_serial(serial, known.certificate) && name_fits(known.certificate, header)) signers.push_back(&known);
    const auto fits = [kind = header.kind()](const KnownCertificate *known) { return role_fits(*known, kind); };
    std::stable_partition(signers.begin(), signers.end(), fits);
    return signers;
}

const KnownCertificate *TrustStore::find_sha256(const std::string &hex) const {
    const auto found = std::ranges::find_if(
        certificates_, [&](const KnownCertificate &known) { return known.certificate.sha256 == hex; });
    return found == certificates_.end() ? nullptr : &*found;
}

}  // namespace capf::trust
