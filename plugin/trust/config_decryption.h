// SPDX-License-Identifier: GPL-2.0-or-later
// Decrypts an .enc.sgn with the phone's private key and checks the plain text digest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/wire/bytes.h"
#include "plugin/wire/signed_header.h"

struct evp_pkey_st;

namespace capf::trust {

using wire::Bytes;

// A private key read from PEM or DER.
class PrivateKey {
public:
    // Reads PEM (PKCS #1, PKCS #8, encrypted with `password`) or DER bytes. On failure nothing, and the reason in
    // `error`. Never asks on the terminal.
    static std::optional<PrivateKey> parse(Bytes text, const std::string &password, std::string &error);
    static std::optional<PrivateKey> load(const std::string &path, const std::string &password, std::string &error);

    [[nodiscard]] evp_pkey_st *get() const { return key_.get(); }
    [[nodiscard]] int bits() const;
    // Lower-case hex SHA-256 of the SubjectPublicKeyInfo: compare with Certificate::public_key_sha256.
    [[nodiscard]] std::string public_key_sha256() const;

private:
    explicit PrivateKey(evp_pkey_st *key);
    std::shared_ptr<evp_pkey_st> key_;
};

enum class DecryptionStatus {
    decrypted,       // and the plain text digest agrees
    digest_differs,  // decrypted to something else: wrong key, or a changed file
    wrong_key,       // the key does not open the encrypted key (size or padding)
    symmetric_key,   // no encrypted key in the file: a key distributed by hand
    malformed,       // cut, no initialisation vector, length no multiple of the block
};

struct Decryption {
    DecryptionStatus status = DecryptionStatus::malformed;
    std::string reason;
    std::vector<std::uint8_t> plain_text;  // padding dropped; also there for digest_differs
};

[[nodiscard]] Decryption decrypt_configuration(Bytes file, const wire::SignedHeader &header, const PrivateKey &key);

}  // namespace capf::trust
