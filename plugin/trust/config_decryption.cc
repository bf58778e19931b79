// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/config_decryption.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "plugin/trust/certificate.h"
#include "plugin/trust/digest.h"
#include "plugin/trust/openssl_context.h"
#include "plugin/trust/openssl_ptr.h"
#include "plugin/trust/read_file.h"

namespace capf::trust {
namespace {

using wire::slice;

constexpr std::size_t kBlockLength = 16;
constexpr int kLargestRsaKey = 16384;

// ---- private keys

// Given to OpenSSL so that it never asks on the terminal. A negative answer means "no password".
int answer_password(char *buffer, int size, int /*for_writing*/, void *context) {
    const auto &password = *static_cast<const std::string *>(context);
    if (password.empty() || size < 0 || password.size() > static_cast<std::size_t>(size)) return -1;
    std::memcpy(buffer, password.data(), password.size());
    return static_cast<int>(password.size());
}

bool is_pem(Bytes text) {
    return std::string_view(reinterpret_cast<const char *>(text.data()), text.size()).find("-----BEGIN ") !=
           std::string_view::npos;
}

KeyPtr read_pem_key(Bytes text, const std::string &password) {
    const BioPtr bio = reading_bio(text);
    if (!bio) return nullptr;
    return KeyPtr(PEM_read_bio_PrivateKey_ex(bio.get(), nullptr, answer_password, const_cast<std::string *>(&password),
                                             library_context(), kProperties));
}

KeyPtr read_der_key(Bytes der, const std::string &password) {
    EVP_PKEY *key = nullptr;
    const OpensslPtr<OSSL_DECODER_CTX, OSSL_DECODER_CTX_free> decoder(
        OSSL_DECODER_CTX_new_for_pkey(&key, "DER", nullptr, nullptr, EVP_PKEY_KEYPAIR, library_context(), kProperties));
    if (!decoder) return nullptr;
    OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), answer_password, const_cast<std::string *>(&password));
    const unsigned char *position = der.data();
    std::size_t left = der.size();
    const bool read = OSSL_DECODER_from_data(decoder.get(), &position, &left) == 1;
    KeyPtr owner(key);
    return read ? std::move(owner) : nullptr;
}

bool is_encrypted(Bytes text) {
    if (is_pem(text)) {
        const std::string_view view(reinterpret_cast<const char *>(text.data()), text.size());
        return view.find("ENCRYPTED") != std::string_view::npos;
    }
    const unsigned char *position = text.data();
    return X509SigPtr(d2i_X509_SIG(nullptr, &position, static_cast<long>(text.size()))) != nullptr;
}

std::string key_failure(Bytes text, const std::string &password) {
    if (!is_encrypted(text)) return "no private key in it";
    return password.empty() ? "the private key is encrypted and needs a password" : "the password is wrong";
}

// ---- decryption

// Bytes that are wiped when they go.
struct SecretBytes {
    std::vector<std::uint8_t> bytes;

    SecretBytes() = default;
    SecretBytes(const SecretBytes &) = delete;
    SecretBytes &operator=(const SecretBytes &) = delete;
    ~SecretBytes() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

Decryption failed(DecryptionStatus status, std::string reason) {
    return {status, std::move(reason), {}};
}

// An encrypted key that its container or the header's end cut short.
bool key_cut(const wire::SignedHeader &header) {
    return std::ranges::any_of(header.elements, [&](const wire::HeaderElement &element) {
        return element.is(wire::HeaderTag::encrypted_key) && element.value == header.encrypted_key &&
               element.declared_length != element.value.length;
    });
}

// Why the file cannot be decrypted whatever the key, or nothing.
const char *malformation(Bytes file, const wire::SignedHeader &header) {
    if (!header.header_length) return "the header is cut or damaged";
    if (*header.header_length > file.size()) return "the file is cut in its header";
    if (!header.has_encryption_info) return "the file is not encrypted";
    if (key_cut(header)) return "the encrypted key is cut";
    if (header.initialisation_vector.length != kBlockLength) return "no initialisation vector of 16 bytes";
    if (header.payload.empty()) return "the file is cut after its header";
    if (header.payload.length % kBlockLength != 0) return "the encrypted text does not end with a block";
    if (header.padding_length.value_or(0) > header.payload.length) return "more padding than text";
    return nullptr;
}

// Why the plain text could not be checked, or nothing.
const char *digest_malformation(const wire::SignedHeader &header) {
    if (!header.plain_text_digest_algorithm || header.plain_text_digest.empty()) return "no digest of the plain text";
    if (!digest_of_number(*header.plain_text_digest_algorithm)) return "unknown digest of the plain text";
    return nullptr;
}

// Since version 3.2 (and in patched older ones) OpenSSL answers wrong padding with random bytes, so that an attacker
// learns nothing. Here nobody attacks, and a wrong key must be told. Versions that do not know the parameter ignore it.
void refuse_wrong_padding(EVP_PKEY_CTX *context) {
    unsigned int off = 0;
    const std::array<OSSL_PARAM, 2> parameters{OSSL_PARAM_construct_uint("implicit-rejection", &off),
                                               OSSL_PARAM_construct_end()};
    EVP_PKEY_CTX_set_params(context, parameters.data());
}

// False when the key does not open the encrypted key.
bool decrypt_key(EVP_PKEY *key, Bytes encrypted, SecretBytes &result) {
    const KeyContextPtr context = key_context(key);
    if (!context || EVP_PKEY_decrypt_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1)
        return false;
    refuse_wrong_padding(context.get());
    result.bytes.resize(static_cast<std::size_t>(std::max(EVP_PKEY_get_size(key), 0)));
    std::size_t length = result.bytes.size();
    if (EVP_PKEY_decrypt(context.get(), result.bytes.data(), &length, encrypted.data(), encrypted.size()) != 1)
        return false;
    result.bytes.resize(std::min(length, result.bytes.size()));
    return true;
}

const char *cipher_name(std::size_t key_length) {
    switch (key_length) {
        case 16:
            return "AES-128-CBC";
        case 24:
            return "AES-192-CBC";
        case 32:
            return "AES-256-CBC";
        default:
            return nullptr;
    }
}

// Empty when OpenSSL refuses.
std::vector<std::uint8_t> decrypt_text(const char *cipher, Bytes key, Bytes vector, Bytes text) {
    const CipherPtr method(EVP_CIPHER_fetch(library_context(), cipher, kProperties));
    const CipherContextPtr context(EVP_CIPHER_CTX_new());
    if (!method || !context || text.size() > 0x7fffffff ||
        EVP_DecryptInit_ex2(context.get(), method.get(), key.data(), vector.data(), nullptr) != 1)
        return {};
    // Cisco's padding is not PKCS #7: its length stands in the header.
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    std::vector<std::uint8_t> plain(text.size());
    int length = 0;
    if (EVP_DecryptUpdate(context.get(), plain.data(), &length, text.data(), static_cast<int>(text.size())) != 1)
        return {};
    plain.resize(static_cast<std::size_t>(length));
    return plain;
}

Decryption checked(std::vector<std::uint8_t> plain, Bytes file, const wire::SignedHeader &header) {
    const auto digest = digest_of_number(*header.plain_text_digest_algorithm);
    const bool same = std::ranges::equal(digest_of(*digest, {plain}), slice(file, header.plain_text_digest));
    if (same) return {DecryptionStatus::decrypted, {}, std::move(plain)};
    return {DecryptionStatus::digest_differs, "the digest of the plain text differs", std::move(plain)};
}

// Why this key cannot have been the one, before it is tried; empty when it may be.
std::string unfit_key(EVP_PKEY *key, std::size_t encrypted_length) {
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return "the private key is not an RSA key";
    const int bits = EVP_PKEY_get_bits(key);
    if (bits > kLargestRsaKey) return "the private key is too large";
    if (static_cast<std::size_t>(EVP_PKEY_get_size(key)) == encrypted_length) return {};
    return "the file is encrypted to a key of " + std::to_string(encrypted_length * 8) + " bits, the private key has " +
           std::to_string(bits);
}

}  // namespace

PrivateKey::PrivateKey(evp_pkey_st *key) : key_(key, EVP_PKEY_free) {}

std::optional<PrivateKey> PrivateKey::parse(Bytes text, const std::string &password, std::string &error) {
    ErrorGuard errors;
    if (library_context() == nullptr) {
        error = "OpenSSL cannot be used";
        return std::nullopt;
    }
    KeyPtr key = is_pem(text) ? read_pem_key(text, password) : read_der_key(text, password);
    if (!key) {
        error = key_failure(text, password);
        return std::nullopt;
    }
    return PrivateKey(key.release());
}

std::optional<PrivateKey> PrivateKey::load(const std::string &path, const std::string &password, std::string &error) {
    auto content = read_file(path, error);
    if (!content) return std::nullopt;
    SecretBytes text;
    text.bytes = std::move(*content);
    auto key = parse(text.bytes, password, error);
    if (!key) error = path + ": " + error;
    return key;
}

int PrivateKey::bits() const {
    return std::max(EVP_PKEY_get_bits(key_.get()), 0);
}

std::string PrivateKey::public_key_sha256() const {
    ErrorGuard errors;
    unsigned char *der = nullptr;
    const int length = i2d_PUBKEY(key_.get(), &der);
    if (length <= 0) return {};
    const AllocatedPtr<unsigned char> owner(der);
    return sha256_hex({der, static_cast<std::size_t>(length)});
}

Decryption decrypt_configuration(Bytes file, const wire::SignedHeader &header, const PrivateKey &key) {
    ErrorGuard errors;
    if (const char *reason = malformation(file, header)) return failed(DecryptionStatus::malformed, reason);
    if (header.encrypted_key.empty()) return failed(DecryptionStatus::symmetric_key, "the file holds no encrypted key");
    if (const char *reason = digest_malformation(header)) return failed(DecryptionStatus::malformed, reason);
    const Bytes encrypted_key = slice(file, header.encrypted_key);
    if (auto reason = unfit_key(key.get(), encrypted_key.size()); !reason.empty())
        return failed(DecryptionStatus::wrong_key, std::move(reason));
    SecretBytes secret;
    const bool opened = decrypt_key(key.get(), encrypted_key, secret);
    const char *cipher = opened ? cipher_name(secret.bytes.size()) : nullptr;
    if (cipher == nullptr) return failed(DecryptionStatus::wrong_key, "the private key does not open the file's key");
    auto plain =
        decrypt_text(cipher, secret.bytes, slice(file, header.initialisation_vector), slice(file, header.payload));
    if (plain.size() != header.payload.length)
        return failed(DecryptionStatus::malformed, "OpenSSL cannot decrypt the text");
    plain.resize(plain.size() - header.padding_length.value_or(0));
    return checked(std::move(plain), file, header);
}

}  // namespace capf::trust
