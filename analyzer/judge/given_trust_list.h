// SPDX-License-Identifier: GPL-2.0-or-later
// A trust list that the user gave because the capture does not show its download: the phone's list from before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugin/trust/trust_store.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"

namespace capf::judge {

struct GivenTrustList {
    std::string path;
    std::vector<std::uint8_t> bytes;
    wire::SignedHeader header;
    wire::TrustList list;

    // ITL or CTL, by the name in its header, else by the file's own; `other` when neither tells.
    [[nodiscard]] wire::PhoneFileKind kind() const;
    [[nodiscard]] bool holds_role(wire::Role role) const;
    // A record holds the certificate with this SHA-256 (lower-case hex).
    [[nodiscard]] bool holds_certificate(const std::string &sha256) const;
    void add_to(trust::TrustStore &store) const;
};

// Nothing, and the reason in `error`, when the bytes are no trust list with at least one record.
[[nodiscard]] std::optional<GivenTrustList> read_given_trust_list(std::string path, std::vector<std::uint8_t> bytes,
                                                                  std::string &error);

}  // namespace capf::judge
