// SPDX-License-Identifier: GPL-2.0-or-later
// The header that begins every signed phone file: .tlv (ITL, CTL), .sgn, .enc.sgn, .sbn.
// Elements may come in any order; tag 13 is one byte without a length; tags 3, 7, 9, 16, 17 and 21 hold elements.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

enum class HeaderTag : std::uint8_t {
    version = 1,
    header_length = 2,
    signer_info = 3,
    signer_name = 4,
    signer_serial = 5,
    issuer_name = 6,
    signature_info = 7,
    digest_algorithm = 8,
    signature_algorithm_info = 9,
    signature_algorithm = 10,
    signature_modulus = 11,
    signature = 12,
    padding = 13,
    file_name = 14,
    timestamp = 15,
    encryption_info = 16,
    initialisation_vector_info = 17,
    initialisation_vector_unknown = 18,
    initialisation_vector = 19,
    padding_length = 20,
    key_info = 21,
    key_unknown = 22,
    key_size = 23,
    key_algorithm = 24,
    encrypted_key = 25,
    plain_text_digest_algorithm = 26,
    plain_text_digest = 27,
    signer_version = 28,
};

enum class DigestAlgorithm : std::uint8_t { sha1 = 1, sha256 = 2, sha512 = 3 };

struct HeaderElement {
    std::uint8_t tag = 0;
    std::uint16_t declared_length = 0;  // 0 for padding
    Range whole;                        // tag, length and value
    Range value;                        // clipped to the file
    int depth = 0;                      // 0 at the top; one more inside a container; in file order, parents first

    [[nodiscard]] bool is(HeaderTag wanted) const { return tag == static_cast<std::uint8_t>(wanted); }
};

struct Version {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    friend bool operator==(const Version &, const Version &) = default;
};

// What a signed file is, from its header and payload alone.
enum class SignedFileKind {
    trust_list,      // ITL or CTL: the payload is records
    signed_file,     // .sgn: the payload is the plain file
    encrypted_file,  // .enc.sgn: tag 16 is there, the payload is ciphertext
};

struct SignedHeader {
    std::vector<HeaderElement> elements;
    std::optional<Version> version;
    std::optional<Version> signer_version;
    std::optional<std::uint16_t> header_length;  // from the first byte of the file
    std::optional<std::string> signer_name;      // as written; separators ';' or ','
    std::optional<std::string> issuer_name;
    Range signer_serial;  // empty when absent, as all ranges here
    std::optional<std::uint8_t> digest_algorithm;
    std::optional<std::uint8_t> signature_algorithm;
    std::optional<std::uint8_t> signature_modulus;
    Range signature;          // value of tag 12
    Range signature_element;  // tag, length and value of it: what is cut out before hashing
    std::optional<std::string> file_name;
    std::optional<std::uint32_t> timestamp;  // Unix seconds
    bool has_encryption_info = false;        // tag 16
    Range initialisation_vector;
    std::optional<std::uint16_t> padding_length;  // bytes to drop from the end of the decrypted text
    std::optional<std::uint16_t> key_size;        // bits
    std::optional<std::uint8_t> key_algorithm;
    Range encrypted_key;  // empty: a symmetric key distributed by hand
    std::optional<std::uint8_t> plain_text_digest_algorithm;
    Range plain_text_digest;
    Range payload;                    // what follows the header; empty when the file ends in the header
    bool payload_is_records = false;  // it begins like a record of a trust list
    Problems problems;

    [[nodiscard]] SignedFileKind kind() const;
    // Signed with Cisco's image key, as all firmware is. Its public half is built into phones and stands in no trust
    // list; the header does not name it, but says "CN=someSigner;OU=someOrgUnit;O=someOrg" [firmware images of Cisco].
    [[nodiscard]] bool signed_with_image_key() const;
};

// True when the bytes begin like a signed header: VERSION (tag 1, length 2) and HEADER_LENGTH (tag 2, length 2) with a
// plausible value. Needs 8 bytes. Enough to tell such a file from XML, text and random bytes.
[[nodiscard]] bool looks_like_signed_file(Bytes file);

// Parses the header of `file`, which may be cut anywhere. Never fails; see `problems`.
[[nodiscard]] SignedHeader parse_signed_header(Bytes file);

// One attribute of a distinguished name: {"CN", "cucm85"}.
struct DnAttribute {
    std::string type;
    std::string value;
    friend bool operator==(const DnAttribute &, const DnAttribute &) = default;
};
// Splits a DN as CUCM ("CN=a;OU=b") or the public implementation ("CN=a,OU=b") writes it. A backslash escapes the
// next character. Types are upper-cased, blanks around both are dropped.
[[nodiscard]] std::vector<DnAttribute> split_distinguished_name(std::string_view name);
// True when both name the same attributes with the same values, in the same or the opposite order, whatever the
// separators.
[[nodiscard]] bool same_distinguished_name(std::string_view a, std::string_view b);

[[nodiscard]] bool is_container(std::uint8_t header_tag);
[[nodiscard]] std::span<const NamedValue> header_tag_names();
[[nodiscard]] std::span<const NamedValue> signature_algorithm_names();
[[nodiscard]] std::span<const NamedValue> signature_modulus_names();

}  // namespace capf::wire
