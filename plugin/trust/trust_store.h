// SPDX-License-Identifier: GPL-2.0-or-later
// Certificates that have been seen or given, and the search for the one that a header names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugin/trust/certificate.h"
#include "plugin/wire/bytes.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"

namespace capf::trust {

struct KnownCertificate {
    std::vector<std::uint8_t> der;
    Certificate certificate;
    std::optional<std::uint16_t> role;  // of the record it came from; none for a certificate that the user gave
    std::uint32_t frame = 0;            // frame number of the list it came from; 0 for the user's
    std::string source;                 // "ITLSEP….tlv", or the user's file
    bool trusted = true;                // false: of a list that a phone refuses
};

// The certificate's record lets it sign such a file: SAST a trust list, TFTP and CCM+TFTP the rest. False without a
// record.
[[nodiscard]] bool role_fits(const KnownCertificate &known, wire::SignedFileKind kind);

class TrustStore {
public:
    // Adds every readable certificate of `list`. A certificate that is there already (same DER and role) keeps its
    // first frame, and is trusted once one of its lists is.
    void add_list(Bytes file, const wire::TrustList &list, std::uint32_t frame, const std::string &source,
                  bool trusted = true);
    void add(KnownCertificate certificate);
    // Adds all certificates of a PEM or DER file. False and the reason in `error` when there are none.
    bool add_file(const std::string &path, std::string &error);
    // The same, of such a file's content; `source` names it. False when there are none.
    bool add_content(const std::vector<std::uint8_t> &content, const std::string &source);
    // Adds the certificates of every file directly in the folder that holds some, in the order of their names; at most
    // 1000 files. False when the folder gave none.
    bool add_folder(const std::string &path);

    // The certificates that the header names: serial number equal, and issuer (or, where the header has none, the
    // signer's name) equal as a DN. Those whose role fits the file's kind come first (SAST for a trust list, TFTP and
    // CCM+TFTP for the rest).
    [[nodiscard]] std::vector<const KnownCertificate *> find_signers(Bytes file,
                                                                     const wire::SignedHeader &header) const;
    [[nodiscard]] const std::vector<KnownCertificate> &all() const { return certificates_; }
    [[nodiscard]] bool empty() const { return certificates_.empty(); }
    // The certificate whose DER has this SHA-256 (lower-case hex), or null.
    [[nodiscard]] const KnownCertificate *find_sha256(const std::string &hex) const;

private:
    [[nodiscard]] KnownCertificate *find(Bytes der, std::optional<std::uint16_t> role);

    std::vector<KnownCertificate> certificates_;
};

}  // namespace capf::trust
