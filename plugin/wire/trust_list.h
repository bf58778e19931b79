// SPDX-License-Identifier: GPL-2.0-or-later
// The records of an ITL or CTL, which follow the signed header.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

enum class RecordTag : std::uint8_t {
    record_length = 1,
    dns_name = 2,
    subject_name = 3,
    role = 4,
    issuer_name = 5,
    serial_number = 6,
    public_key = 7,
    signature = 8,
    certificate = 9,
    ip_address = 10,
    certificate_hash = 11,
    hash_algorithm = 12,
};

enum class Role : std::uint16_t {
    sast = 0,
    ccm = 1,
    ccm_tftp = 2,
    tftp = 3,
    capf = 4,
    application_server = 7,
    tvs = 21,
};

struct RecordElement {
    std::uint8_t tag = 0;
    std::uint16_t declared_length = 0;
    Range header;  // tag and length: 3 bytes
    Range value;

    [[nodiscard]] bool is(RecordTag wanted) const { return tag == static_cast<std::uint8_t>(wanted); }
};

struct TrustRecord {
    Range whole;
    std::optional<std::uint16_t> declared_length;  // value of RECORD_LENGTH
    std::vector<RecordElement> elements;
    std::optional<std::string> dns_name;
    std::optional<std::string> subject_name;
    std::optional<std::string> issuer_name;
    std::optional<std::uint16_t> role;
    Range serial_number, public_key, signature, certificate, certificate_hash;
    std::optional<std::uint8_t> hash_algorithm;

    [[nodiscard]] bool has_role(Role wanted) const { return role == static_cast<std::uint16_t>(wanted); }
    // A record that may sign configuration files: TFTP or CCM+TFTP.
    [[nodiscard]] bool signs_files() const { return has_role(Role::tftp) || has_role(Role::ccm_tftp); }
};

struct TrustList {
    std::vector<TrustRecord> records;
    Problems problems;
};

// Phones refuse lists larger than this (bytes; Cisco's security guide).
inline constexpr std::size_t kTrustListMaximum = 65536;

// Parses the records in `file` from `payload` on (as SignedHeader::payload gives it). Offsets count from the first byte
// of `file`. A record whose length is wrong ends the list with a problem; what came before counts.
[[nodiscard]] TrustList parse_trust_list(Bytes file, Range payload);

// No record but the SAST's has a certificate: the cluster makes such lists while it is prepared for a rollback to a
// release before 8.0. A CTL of a cluster that is not secure any more keeps CAPF's. [Cisco, Security By Default]
[[nodiscard]] bool is_for_rollback(const TrustList &list);

[[nodiscard]] std::span<const NamedValue> record_tag_names();
[[nodiscard]] std::span<const NamedValue> role_names();

}  // namespace capf::wire
