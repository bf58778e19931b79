// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/config_decryption.h"

#include <gtest/gtest.h>

#include "plugin/trust/certificate.h"
#include "tests/trust/test_signer.h"

namespace capf::trust {
namespace {

using namespace test;

const std::string kRsa = "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40";
const std::string kEc = "s06-happy-ec-secp256r1/SEP001E4A4CB52A";
const std::string kStale = "s18-certhash-stale-enc-fetched/SEP58971E01A1A6";
const std::string kSha512 = "s27-sha512/SEP58971E8530BB";

Decryption decrypt(const Buffer &file, const PrivateKey &key) {
    return decrypt_configuration(file, wire::parse_signed_header(file), key);
}
Decryption decrypt_recorded(const std::string &device, const std::string &key) {
    return decrypt(read_data(device + ".cnf.xml.enc.sgn"), key_data(key));
}

TEST(Decryption, GivesThePlainText) {
    for (const auto &[device, key] : {std::pair(kRsa, "-lsc.key"), std::pair(kEc, "-mic.key"),
                                      std::pair(kStale, "-old_lsc.key"), std::pair(kSha512, "-lsc.key")}) {
        const Decryption result = decrypt_recorded(device, device + key);
        EXPECT_EQ(result.status, DecryptionStatus::decrypted) << device << result.reason;
        EXPECT_EQ(result.reason, "");
        EXPECT_EQ(result.plain_text, read_data(device + ".cnf.xml.plain.xml")) << device;
    }
}

TEST(Decryption, WrongKey) {
    for (const auto &[device, key] : {std::pair(kStale, kStale + "-lsc.key"), std::pair(kRsa, kStale + "-lsc.key"),
                                      std::pair(kEc, kEc + "-lsc.key")}) {
        const Decryption result = decrypt_recorded(device, key);
        EXPECT_EQ(result.status, DecryptionStatus::wrong_key) << device;
        EXPECT_NE(result.reason, "");
        EXPECT_TRUE(result.plain_text.empty());
    }
}

// Should OpenSSL answer wrong padding with random bytes, one of these would be taken for a key sooner or later.
TEST(Decryption, WrongPaddingIsNoKey) {
    const PrivateKey key = key_data(kRsa + "-lsc.key");
    Buffer file = read_data(kRsa + ".cnf.xml.enc.sgn");
    const std::size_t at = wire::parse_signed_header(file).encrypted_key.offset + 100;
    for (int change = 0; change < 60; ++change) {
        ++file[at];
        EXPECT_EQ(decrypt(file, key).reason, "the private key does not open the file's key");
    }
}

TEST(Decryption, KeyOfAnotherSize) {
    const KeyPtr small = generate_rsa_key(1024);
    std::string error;
    const auto parsed = PrivateKey::parse(pem_of(small.get(), ""), "", error);
    ASSERT_TRUE(parsed) << error;
    const Decryption result = decrypt(read_data(kRsa + ".cnf.xml.enc.sgn"), *parsed);
    EXPECT_EQ(result.status, DecryptionStatus::wrong_key);
    EXPECT_EQ(result.reason, "the file is encrypted to a key of 2048 bits, the private key has 1024");
}

TEST(Decryption, ChangedTextDiffers) {
    Buffer file = read_data(kRsa + ".cnf.xml.enc.sgn");
    file[file.size() - 100] ^= 1;
    const Decryption result = decrypt(file, key_data(kRsa + "-lsc.key"));
    EXPECT_EQ(result.status, DecryptionStatus::digest_differs);
    EXPECT_NE(result.reason, "");
    EXPECT_EQ(result.plain_text.size(), read_data(kRsa + ".cnf.xml.plain.xml").size());
}

// The header of a recorded file with the first byte of one element changed to another tag.
Buffer without(Buffer file, wire::HeaderTag tag) {
    for (const wire::HeaderElement &element : wire::parse_signed_header(file).elements)
        if (element.is(tag)) file[element.whole.offset] = 99;
    return file;
}

TEST(Decryption, SymmetricKey) {
    const Buffer file = without(read_data(kRsa + ".cnf.xml.enc.sgn"), wire::HeaderTag::encrypted_key);
    const Decryption result = decrypt(file, key_data(kRsa + "-lsc.key"));
    EXPECT_EQ(result.status, DecryptionStatus::symmetric_key);
    EXPECT_NE(result.reason, "");
}

TEST(Decryption, Malformed) {
    const PrivateKey key = key_data(kRsa + "-lsc.key");
    const Buffer file = read_data(kRsa + ".cnf.xml.enc.sgn");
    const auto reason = [&](const Buffer &changed) {
        const Decryption result = decrypt(changed, key);
        EXPECT_EQ(result.status, DecryptionStatus::malformed);
        EXPECT_TRUE(result.plain_text.empty());
        return result.reason;
    };
    using wire::HeaderTag;
    EXPECT_EQ(reason(without(file, HeaderTag::initialisation_vector)), "no initialisation vector of 16 bytes");
    EXPECT_EQ(reason(without(file, HeaderTag::plain_text_digest)), "no digest of the plain text");
    EXPECT_EQ(reason(without(file, HeaderTag::encryption_info)), "the file is not encrypted");
    EXPECT_EQ(reason(Buffer(file.begin(), file.end() - 1)), "the encrypted text does not end with a block");
    Buffer padded = file;
    for (const wire::HeaderElement &e : wire::parse_signed_header(file).elements)
        if (e.is(HeaderTag::padding_length)) padded[e.value.offset] = 0xff;
    EXPECT_EQ(reason(padded), "more padding than text");
    Buffer digest = file;
    for (const wire::HeaderElement &e : wire::parse_signed_header(file).elements)
        if (e.is(HeaderTag::plain_text_digest_algorithm)) digest[e.value.offset] = 9;
    EXPECT_EQ(reason(digest), "unknown digest of the plain text");
    EXPECT_EQ(reason(read_data(kRsa + ".cnf.xml.sgn")), "the file is not encrypted");
    EXPECT_EQ(reason({}), "the header is cut or damaged");
}

TEST(Decryption, CutAnywhereIsNeverDecrypted) {
    const PrivateKey key = key_data(kRsa + "-lsc.key");
    const Buffer file = read_data(kRsa + ".cnf.xml.enc.sgn");
    const std::size_t header_length = wire::parse_signed_header(file).header_length.value();
    for (std::size_t length = 0; length < file.size(); length += length < header_length ? 1 : 16) {
        const Buffer cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
        const DecryptionStatus status = decrypt(cut, key).status;
        if (length <= header_length) {
            EXPECT_EQ(status, DecryptionStatus::malformed) << length;
        } else {
            EXPECT_NE(status, DecryptionStatus::decrypted) << length;
        }
    }
}

// ---- private keys

TEST(PrivateKey, BelongsToItsCertificate) {
    for (const std::string &device : {kRsa, kEc}) {
        const PrivateKey key = key_data(device + "-lsc.key");
        const auto certificate = read_certificate(certificate_data(device + "-lsc.crt"));
        ASSERT_TRUE(certificate);
        EXPECT_EQ(key.public_key_sha256(), certificate->public_key_sha256);
        EXPECT_EQ(key.bits(), certificate->key_bits);
    }
}

TEST(PrivateKey, FormsAndPasswords) {
    const PrivateKey key = key_data(kRsa + "-lsc.key");
    const auto reads = [&](const Buffer &text, const std::string &password, std::string *reason = nullptr) {
        std::string error;
        const auto read = PrivateKey::parse(text, password, error);
        EXPECT_EQ(error.empty(), read.has_value());
        if (reason != nullptr) *reason = error;
        return read && read->public_key_sha256() == key.public_key_sha256();
    };
    EXPECT_TRUE(reads(pem_of(key.get(), ""), ""));
    EXPECT_TRUE(reads(pem_of(key.get(), ""), "not needed"));
    EXPECT_TRUE(reads(der_of(key.get()), ""));
    EXPECT_TRUE(reads(joined({read_data(kRsa + "-lsc.crt"), read_data(kRsa + "-lsc.key")}), ""));
    for (const Buffer &locked : {pem_of(key.get(), "secret"), encrypted_der_of(key.get(), "secret")}) {
        std::string reason;
        EXPECT_TRUE(reads(locked, "secret"));
        EXPECT_FALSE(reads(locked, "other", &reason));
        EXPECT_EQ(reason, "the password is wrong");
        EXPECT_FALSE(reads(locked, "", &reason));
        EXPECT_EQ(reason, "the private key is encrypted and needs a password");
    }
}

TEST(PrivateKey, OtherThingsAreNone) {
    const PrivateKey key = key_data(kRsa + "-lsc.key");
    std::string error;
    for (const Buffer &text : {Buffer(), buffer_of("garbage"), buffer_of("-----BEGIN PRIVATE KEY-----\n"),
                               read_data(kRsa + "-lsc.crt"), read_data("certs/d1-ccm.der"), public_der_of(key.get())}) {
        EXPECT_FALSE(PrivateKey::parse(text, "", error));
        EXPECT_EQ(error, "no private key in it");
    }
    EXPECT_FALSE(PrivateKey::load(data_path("nothing-here.key"), "", error));
    EXPECT_NE(error.find("nothing-here.key: No such file"), std::string::npos) << error;
}

TEST(PrivateKey, CutAnywhereIsNone) {
    const PrivateKey key = key_data(kEc + "-lsc.key");
    std::string error;
    const Buffer der = der_of(key.get());
    for (std::size_t length = 0; length < der.size(); ++length)
        EXPECT_FALSE(PrivateKey::parse(Bytes(der).first(length), "", error)) << length;
    const Buffer pem = read_data(kEc + "-lsc.key");
    for (std::size_t length = 0; length + 2 < pem.size(); ++length)
        EXPECT_FALSE(PrivateKey::parse(Bytes(pem).first(length), "", error)) << length;
}

}  // namespace
}  // namespace capf::trust
