// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/file_verification.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace capf::trust {
namespace {

bool has_role(const KnownCertificate &known, wire::Role role) {
    return known.role == static_cast<std::uint16_t>(role);
}

bool may_sign(const KnownCertificate &signer, wire::SignedFileKind kind) {
    return !signer.role || role_fits(signer, kind);
}

// How much a result says: the higher of two is the file's.
std::pair<int, bool> weight(const FileVerification &result) {
    const int verdict = result.verdict == Verdict::valid ? 2 : result.verdict == Verdict::invalid ? 1 : 0;
    return {verdict, result.may_sign};
}

SignerSource source_of(const KnownCertificate &signer) {
    return signer.frame == 0 ? SignerSource::given : SignerSource::earlier_list;
}

// Several certificates may carry the signer's name and serial number, and one certificate several roles: the first that
// verifies and may sign decides. Nothing when `store` holds none that the header names.
std::optional<FileVerification> verify_with(Bytes file, const wire::SignedHeader &header, const TrustStore &store) {
    std::optional<FileVerification> best;
    for (const KnownCertificate *signer : store.find_signers(file, header)) {
        FileVerification one;
        static_cast<SignatureCheck &>(one) = verify_signed_file(file, header, signer->der);
        one.may_sign = may_sign(*signer, header.kind());
        if (best && weight(one) <= weight(*best)) continue;
        one.signer = *signer;
        one.source = source_of(*signer);
        best = std::move(one);
        if (best->accepted()) break;
    }
    return best;
}

// A phone trusts the SASTs of its lists. Cisco's security guide: with a CTL and no ITL, it checks the ITL's signature
// against the CTL, where the signer may be there as the TFTP server alone.
bool vouches_for_lists(const KnownCertificate &known) {
    return !known.role || has_role(known, wire::Role::sast) || has_role(known, wire::Role::ccm_tftp) ||
           has_role(known, wire::Role::tftp);
}

std::optional<bool> trusted_before(const std::optional<KnownCertificate> &signer, const TrustStore &known) {
    if (std::ranges::none_of(known.all(), &KnownCertificate::trusted)) return std::nullopt;
    return signer && std::ranges::any_of(known.all(), [&](const KnownCertificate &one) {
               return one.trusted && vouches_for_lists(one) && one.der == signer->der;
           });
}

}  // namespace

const char *name_of(SignerSource source) {
    switch (source) {
        case SignerSource::own_list:
            return "own-list";
        case SignerSource::earlier_list:
            return "earlier-list";
        case SignerSource::given:
            return "given";
        case SignerSource::none:
            break;
    }
    return "";
}

std::string FileVerification::signer_role() const {
    if (!signer || !signer->role) return "";
    const std::string_view name = wire::name_of(wire::role_names(), *signer->role);
    return name.empty() ? "role " + std::to_string(*signer->role) : std::string(name);
}

FileVerification verify_file(Bytes file, const wire::SignedHeader &header, const wire::TrustList *list,
                             const TrustStore &known) {
    std::optional<FileVerification> result;
    if (list != nullptr) {
        TrustStore own;
        own.add_list(file, *list, 0, "");
        result = verify_with(file, header, own);
        if (result) result->source = SignerSource::own_list;
    }
    if (!result) result = verify_with(file, header, known);
    if (!result) {
        result.emplace();
        result->reason = header.signed_with_image_key() ? "signed with Cisco's image key, which is in no trust list"
                                                        : "no certificate of the signer is known";
    }
    if (header.kind() == wire::SignedFileKind::trust_list) {
        result->trusted_before = trusted_before(result->signer, known);
    }
    return std::move(*result);
}

void remember_list(TrustStore &known, Bytes file, const wire::TrustList &list, const FileVerification &verification,
                   std::uint32_t frame, const std::string &source) {
    if (verification.verdict == Verdict::invalid) return;
    const bool trusted = verification.may_sign && verification.trusted_before.value_or(true);
    known.add_list(file, list, frame, source, trusted);
}

}  // namespace capf::trust
