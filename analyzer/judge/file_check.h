// SPDX-License-Identifier: GPL-2.0-or-later
// A transferred file taken apart: header, records or configuration, and its signature by the certificates known at
// that moment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/phones/transfer.h"
#include "plugin/trust/file_verification.h"
#include "plugin/trust/trust_store.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"

namespace capf::judge {

struct CheckedFile {
    const phones::Transfer *transfer = nullptr;
    std::optional<wire::SignedHeader> header;   // of a signed file
    std::optional<wire::TrustList> trust_list;  // of a .tlv
    std::optional<wire::PhoneConfig> config;    // of a readable configuration
    std::optional<trust::FileVerification> signature;
    std::string signer;              // subject of the certificate that was used, or the header's name
    std::uint32_t signer_frame = 0;  // of the list that holds it, which may be the file itself
    bool malformed = false;          // header or content contradict themselves
    std::string malformation;

    [[nodiscard]] wire::PhoneFileKind kind() const { return transfer->name.kind; }
    [[nodiscard]] bool complete() const { return transfer->complete(); }
    [[nodiscard]] wire::Bytes bytes() const { return transfer->bytes; }
    [[nodiscard]] bool is_trust_list() const {
        return kind() == wire::PhoneFileKind::itl || kind() == wire::PhoneFileKind::ctl;
    }
    [[nodiscard]] bool is_config() const {
        return kind() == wire::PhoneFileKind::signed_config || kind() == wire::PhoneFileKind::plain_config ||
               kind() == wire::PhoneFileKind::default_config;
    }
    [[nodiscard]] bool is_encrypted_config() const { return kind() == wire::PhoneFileKind::encrypted_config; }
    // Its content contradicts itself, and not because of the capture.
    [[nodiscard]] bool sent_malformed() const { return malformed && !transfer->damaged; }
    [[nodiscard]] bool signature_invalid() const { return signature && signature->verdict == trust::Verdict::invalid; }
    // The signature holds and its signer may sign such a file.
    [[nodiscard]] bool signature_accepted() const { return signature && signature->accepted(); }
    // A certificate of the signer is known, in a role that lets it sign such a file.
    [[nodiscard]] bool signer_may_sign() const { return signature && signature->may_sign; }
    // The certHash, lower case; empty when the element is empty; nothing without a configuration or element.
    [[nodiscard]] std::optional<std::string> cert_hash() const;
    [[nodiscard]] findings::EvidenceRefs refs() const { return {transfer->frames.begin(), transfer->frames.end()}; }
};

// Parses and verifies. `store` holds what the phone was given before.
[[nodiscard]] CheckedFile check_file(const phones::Transfer &transfer, const trust::TrustStore &store);

[[nodiscard]] findings::FileReport report_file(const CheckedFile &file);

}  // namespace capf::judge
