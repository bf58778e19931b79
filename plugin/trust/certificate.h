// SPDX-License-Identifier: GPL-2.0-or-later
// What a certificate says, and its fingerprints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plugin/wire/bytes.h"

namespace capf::trust {

using wire::Bytes;

enum class KeyKind { rsa, ec, other };

struct Certificate {
    std::string subject;  // RFC 2253 order and escapes, e.g. "CN=CAPF-fc5f9d3a,O=Kestrel Freight,…"
    std::string issuer;
    std::string common_name;  // the subject's CN, or empty
    std::string serial;       // lower-case hex of the magnitude, two digits a byte
    KeyKind key_kind = KeyKind::other;
    int key_bits = 0;             // RSA modulus bits; EC field bits
    std::string curve;            // OpenSSL's short name of the curve (prime256v1, secp384r1 …), EC only
    std::int64_t not_before = 0;  // Unix seconds
    std::int64_t not_after = 0;
    bool is_ca = false;                  // basicConstraints CA:TRUE
    bool can_sign_certificates = false;  // no keyUsage extension, or keyCertSign in it
    std::string key_usage;               // "digitalSignature, keyEncipherment"; empty without the extension
    std::string md5, sha1, sha256;       // of the DER, lower-case hex
    std::string public_key_sha256;       // of the SubjectPublicKeyInfo DER, lower-case hex
};

// Reads one DER certificate; bytes after it are ignored (fingerprints are over the certificate alone). Nothing when it
// does not parse.
[[nodiscard]] std::optional<Certificate> read_certificate(Bytes der);

// Lower-case hex digests of any bytes. MD5 works also where the system's policy forbids it for signatures.
[[nodiscard]] std::string md5_hex(Bytes bytes);
[[nodiscard]] std::string sha1_hex(Bytes bytes);
[[nodiscard]] std::string sha256_hex(Bytes bytes);

// RSA bits or EC field bits of a SubjectPublicKeyInfo DER, with its fingerprint; nothing when it does not parse.
struct PublicKey {
    KeyKind kind = KeyKind::other;
    int bits = 0;
    std::string curve;
    std::string sha256;  // of the DER
};
[[nodiscard]] std::optional<PublicKey> read_public_key(Bytes der);

// True when `serial` (big-endian bytes as a header or record holds them; leading zero bytes do not count) is the
// certificate's serial number.
[[nodiscard]] bool same_serial(Bytes serial, const Certificate &certificate);

}  // namespace capf::trust
