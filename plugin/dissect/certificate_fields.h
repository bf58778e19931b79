// SPDX-License-Identifier: GPL-2.0-or-later
// How every protocol of this folder shows a certificate: a line with the names, the fingerprints as generated fields,
// and Wireshark's own X.509 tree below it.
#pragma once

#include <optional>

#include "plugin/dissect/plan.h"
#include "plugin/trust/certificate.h"

namespace capf::dissect {

class CertificateFields {
public:
    // Registers `<prefix>.certificate` and the fields and expert items below it. Once, from the protocol's
    // registration routine.
    void register_fields(int protocol, expert_module_t *experts, const char *prefix);

    // Writes down the certificate at `where` in `bytes`. The frame's time decides on the
    // validity. Returns what the certificate says, or nothing when it does not parse.
    std::optional<trust::Certificate> describe(Plan &plan, wire::Bytes bytes, wire::Range where,
                                               const FrameFacts &frame);

private:
    void describe_validity(Plan &plan, const trust::Certificate &certificate, wire::Range where, std::int64_t now);

    int certificate_ = -1, subject_ = -1, issuer_ = -1, serial_ = -1, not_before_ = -1, not_after_ = -1, validity_ = -1;
    int md5_ = -1, sha1_ = -1, sha256_ = -1, key_bits_ = -1;
    int tree_ = -1;
    expert_field expired_ = EI_INIT, not_yet_valid_ = EI_INIT, unreadable_ = EI_INIT, weak_key_ = EI_INIT;
};

// Looks up Wireshark's X.509 dissectors. Once, from the handoff.
void find_x509_dissectors();
// The dissector of a SubjectPublicKeyInfo; null before the handoff.
[[nodiscard]] dissector_handle_t public_key_dissector();

}  // namespace capf::dissect
