// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/trust/test_signer.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "plugin/trust/digest.h"
#include "plugin/trust/openssl_context.h"

namespace capf::trust::test {
namespace {

constexpr std::uint8_t kSignature = 12;

Buffer file_with_signature(const SignedFileOptions &options, const Buffer &signature, const Buffer &payload) {
    const Buffer info =
        joined({element(8, {options.digest}), element(9, joined({element(10, {0}), element(11, {2})}))});
    const Buffer rest = joined({element(3, options.names), element(7, info), options.more, signature});
    const std::size_t length = 5 + 5 + rest.size();
    return joined({element(1, {1, 0}), element(2, u16(length)), rest, payload});
}

// The file with a signature element of `length` bytes of signature, without that element.
Buffer signed_part(const SignedFileOptions &options, std::size_t length, const Buffer &payload) {
    Buffer file = file_with_signature(options, element(kSignature, Buffer(length)), payload);
    const auto begin = file.end() - static_cast<std::ptrdiff_t>(payload.size() + length + 3);
    file.erase(begin, begin + static_cast<std::ptrdiff_t>(length + 3));
    return file;
}

DigestPtr sha256() {
    return DigestPtr(EVP_MD_fetch(library_context(), "SHA2-256", kProperties));
}

Buffer taken_from(BIO *bio) {
    char *data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return Buffer(data, data + length);
}

Buffer encoded(EVP_PKEY *key, int selection, const char *format, const char *structure, const std::string &password) {
    using EncoderPtr = OpensslPtr<OSSL_ENCODER_CTX, OSSL_ENCODER_CTX_free>;
    const EncoderPtr encoder(OSSL_ENCODER_CTX_new_for_pkey(key, selection, format, structure, kProperties));
    if (!password.empty()) {
        OSSL_ENCODER_CTX_set_cipher(encoder.get(), "AES-128-CBC", kProperties);
        OSSL_ENCODER_CTX_set_passphrase(encoder.get(), reinterpret_cast<const unsigned char *>(password.data()),
                                        password.size());
    }
    const BioPtr bio(BIO_new(BIO_s_mem()));
    EXPECT_EQ(OSSL_ENCODER_to_bio(encoder.get(), bio.get()), 1);
    return taken_from(bio.get());
}

void add_extension(X509 *x509, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, x509, x509, nullptr, nullptr, 0);
    const OpensslPtr<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    ASSERT_TRUE(extension);
    X509_add_ext(x509, extension.get(), -1);
}

}  // namespace

Buffer element(std::uint8_t tag, const Buffer &value) {
    return joined({{tag}, u16(value.size()), value});
}

Buffer joined(std::initializer_list<Buffer> parts) {
    Buffer all;
    for (const Buffer &part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

Buffer u16(std::size_t number) {
    return {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}

Buffer sign_bare(EVP_PKEY *key, const Buffer &to_be_signed) {
    const KeyContextPtr context = key_context(key);
    EXPECT_EQ(EVP_PKEY_sign_init(context.get()), 1);
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING);
    Buffer signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
    std::size_t length = signature.size();
    EXPECT_EQ(EVP_PKEY_sign(context.get(), signature.data(), &length, to_be_signed.data(), to_be_signed.size()), 1);
    signature.resize(length);
    return signature;
}

Buffer sign(EVP_PKEY *key, std::uint8_t digest, const Buffer &message, bool with_info) {
    const Digest kind = digest_of_number(digest).value_or(Digest::sha1);
    const Buffer hash = digest_of(kind, {message});
    if (!with_info || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return sign_bare(key, hash);
    const Bytes prefix = digest_info_prefix(kind);
    return sign_bare(key, joined({Buffer(prefix.begin(), prefix.end()), hash}));
}

Buffer make_signed_file(EVP_PKEY *key, const Buffer &payload, const SignedFileOptions &options) {
    // The header's length is signed, and ECDSA signatures differ in length: again until one has the length foretold.
    const std::size_t length = sign(key, options.digest, payload, true).size();
    for (;;) {
        const Buffer signature = sign(key, options.digest, signed_part(options, length, payload), true);
        if (signature.size() == length) return file_with_signature(options, element(kSignature, signature), payload);
    }
}

KeyPtr generate_key(const char *type, const char *curve) {
    return KeyPtr(curve == nullptr ? EVP_PKEY_Q_keygen(library_context(), kProperties, type)
                                   : EVP_PKEY_Q_keygen(library_context(), kProperties, type, curve));
}

KeyPtr generate_rsa_key(std::size_t bits) {
    return KeyPtr(EVP_PKEY_Q_keygen(library_context(), kProperties, "RSA", bits));
}

KeyPtr make_rsa_public_key(int bits, int exponent_bits) {
    const BignumPtr modulus(BN_new()), exponent(BN_new());
    for (BIGNUM *number : {modulus.get(), exponent.get()}) BN_one(number);
    BN_set_bit(modulus.get(), bits - 1);
    BN_set_bit(exponent.get(), exponent_bits - 1);
    const OpensslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    const OpensslPtr<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(library_context(), "RSA", kProperties));
    EVP_PKEY *key = nullptr;
    EVP_PKEY_fromdata_init(context.get());
    EXPECT_EQ(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()), 1);
    return KeyPtr(key);
}

Buffer make_certificate(EVP_PKEY *key, const CertificateOptions &options) {
    const X509Ptr x509(X509_new_ex(library_context(), kProperties));
    X509_set_version(x509.get(), X509_VERSION_3);
    BIGNUM *raw_serial = nullptr;
    BN_dec2bn(&raw_serial, options.serial);
    const BignumPtr serial(raw_serial);
    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509.get()));
    X509_NAME *name = X509_get_subject_name(x509.get());
    for (const auto &[type, value] : options.subject)
        X509_NAME_add_entry_by_txt(name, type, MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(value.data()),
                                   static_cast<int>(value.size()), -1, 0);
    X509_set_issuer_name(x509.get(), name);
    ASN1_TIME_set(X509_getm_notBefore(x509.get()), 0);
    ASN1_TIME_set(X509_getm_notAfter(x509.get()), 4102444800);
    EXPECT_EQ(X509_set_pubkey(x509.get(), key), 1);
    for (const auto &[nid, value] : options.extensions) add_extension(x509.get(), nid, value);
    const KeyPtr signer = generate_key("EC", "P-256");
    EXPECT_GT(X509_sign(x509.get(), signer.get(), sha256().get()), 0);
    unsigned char *der = nullptr;
    const int length = i2d_X509(x509.get(), &der);
    const AllocatedPtr<unsigned char> owner(der);
    return Buffer(der, der + length);
}

Buffer pem_of(EVP_PKEY *key, const std::string &password) {
    return encoded(key, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", password);
}
Buffer der_of(EVP_PKEY *key) {
    return encoded(key, EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo", "");
}
Buffer encrypted_der_of(EVP_PKEY *key, const std::string &password) {
    return encoded(key, EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo", password);
}
Buffer public_der_of(EVP_PKEY *key) {
    return encoded(key, EVP_PKEY_PUBLIC_KEY, "DER", "SubjectPublicKeyInfo", "");
}

}  // namespace capf::trust::test
