// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a signed file is valid, by whom it is signed, and whether he may sign it. The plugin, `capfcheck check` and
// `capfcheck show` all ask here.
#pragma once

#include <optional>
#include <string>

#include "plugin/trust/signature.h"
#include "plugin/trust/trust_store.h"

namespace capf::trust {

// Where the signer's certificate was found.
enum class SignerSource {
    none,
    own_list,      // a record of the trust list that it signs
    earlier_list,  // a trust list that the capture showed before
    given,         // a certificate or trust list that the user gave
};
// "own-list", "earlier-list", "given"; empty for none.
[[nodiscard]] const char *name_of(SignerSource source);

// The verdict (of SignatureCheck) is about the signature alone. A signature may hold and its signer have no right to
// make it: then a phone refuses the file all the same.
struct FileVerification : SignatureCheck {
    std::optional<KnownCertificate> signer;  // that decided; none when nobody holds a certificate that the header names
    SignerSource source = SignerSource::none;
    // A trust list wants a SAST record, other files one with role TFTP or CCM+TFTP. A certificate without a role, which
    // the user gave, may sign anything. False without a signer.
    bool may_sign = false;
    // Of a trust list: the signer is among what was trusted before it. Nothing when there was nothing to trust, and for
    // other files.
    std::optional<bool> trusted_before;

    [[nodiscard]] bool valid() const { return verdict == Verdict::valid; }
    // The signature holds and is by somebody who may sign such a file.
    [[nodiscard]] bool accepted() const { return valid() && may_sign; }
    // "SAST", "CCM+TFTP", "role 9"; empty without a signer or without a role.
    [[nodiscard]] std::string signer_role() const;
};

// Verifies a whole signed file: trust list, configuration, encrypted configuration or any other. `list`: its records
// when the header is a trust list's, else null. They come first; `known` is asked only about a signer whom they do not
// hold. `known` is what was known before the file.
[[nodiscard]] FileVerification verify_file(Bytes file, const wire::SignedHeader &header, const wire::TrustList *list,
                                           const TrustStore &known);

// Adds the records of a trust list to `known`, unless its signature is invalid. Records of a list that a phone refuses
// show who signed a file, but are nothing that the phone trusts.
void remember_list(TrustStore &known, Bytes file, const wire::TrustList &list, const FileVerification &verification,
                   std::uint32_t frame, const std::string &source);

}  // namespace capf::trust
