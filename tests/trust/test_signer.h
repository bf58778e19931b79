// SPDX-License-Identifier: GPL-2.0-or-later
// Makes what no recording holds: files with other digests and signers, certificates with odd keys.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "plugin/trust/openssl_ptr.h"
#include "tests/trust/test_files.h"

namespace capf::trust::test {

// Header elements, tag, length and value.
[[nodiscard]] Buffer element(std::uint8_t tag, const Buffer &value);
[[nodiscard]] Buffer joined(std::initializer_list<Buffer> parts);
[[nodiscard]] Buffer u16(std::size_t number);

// PKCS #1 type 1 block (RSA) or ECDSA over exactly these bytes.
[[nodiscard]] Buffer sign_bare(EVP_PKEY *key, const Buffer &to_be_signed);
// The digest's number as in the files; an unknown one is computed as SHA-1. With DigestInfo for RSA when told so.
[[nodiscard]] Buffer sign(EVP_PKEY *key, std::uint8_t digest, const Buffer &message, bool with_info);

// A .sgn of `payload`, signed by `key`.
struct SignedFileOptions {
    std::uint8_t digest = 1;
    Buffer names = {};  // elements of SIGNER_INFO
    Buffer more = {};   // elements at the top, before the signature
};
[[nodiscard]] Buffer make_signed_file(EVP_PKEY *key, const Buffer &payload, const SignedFileOptions &options);

// Keys.
[[nodiscard]] KeyPtr generate_key(const char *type, const char *curve = nullptr);
[[nodiscard]] KeyPtr generate_rsa_key(std::size_t bits);
// An RSA public key of so many bits that belongs to nobody.
[[nodiscard]] KeyPtr make_rsa_public_key(int bits, int exponent_bits);

// A certificate with this key, signed by a throw-away key. The serial is given as decimal, the subject's attributes
// as pairs of short name and UTF-8 value.
struct CertificateOptions {
    const char *serial = "1";
    std::vector<std::pair<const char *, std::string>> subject = {{"CN", "test"}};
    std::vector<std::pair<int, const char *>> extensions = {};
};
[[nodiscard]] Buffer make_certificate(EVP_PKEY *key, const CertificateOptions &options = {});

// The key as PEM or DER, encrypted when a password is given.
[[nodiscard]] Buffer pem_of(EVP_PKEY *key, const std::string &password);
[[nodiscard]] Buffer der_of(EVP_PKEY *key);
[[nodiscard]] Buffer encrypted_der_of(EVP_PKEY *key, const std::string &password);
[[nodiscard]] Buffer public_der_of(EVP_PKEY *key);

}  // namespace capf::trust::test
