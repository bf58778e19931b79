// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/certificate.h"

#include <gtest/gtest.h>
#include <openssl/objects.h>

#include "tests/trust/test_signer.h"

namespace capf::trust {
namespace {

using namespace test;

TEST(Certificate, AgreesWithTheGroundTruth) {
    const auto capf = read_certificate(read_data("certs/d1-capf.der"));
    ASSERT_TRUE(capf);
    EXPECT_EQ(capf->subject, "C=DE,ST=HH,L=Hamburg,OU=Voice,O=Kestrel Freight,CN=CAPF-fc5f9d3a");
    EXPECT_EQ(capf->issuer, capf->subject);
    EXPECT_EQ(capf->common_name, "CAPF-fc5f9d3a");
    EXPECT_EQ(capf->serial, "8ce32b15086299d97c095d44eeb63330");
    EXPECT_EQ(capf->key_kind, KeyKind::rsa);
    EXPECT_EQ(capf->key_bits, 2048);
    EXPECT_EQ(capf->curve, "");
    EXPECT_EQ(capf->sha256, "926c851cc7c464392d1a39e45ddc7a8c36c5750a27435d23808c27001aed76da");
    EXPECT_EQ(capf->sha1, "c2a72eb501f4399b0a3e07021e713081ef19b409");
    EXPECT_EQ(capf->md5, "bc17a1934cf3ceb767ee083599a533df");
    EXPECT_EQ(capf->not_before, 1795392000);  // 2026-11-23 00:00:00 UTC
    EXPECT_EQ(capf->not_after, 2111011200);   // 2036-11-23 00:00:00 UTC
    EXPECT_TRUE(capf->is_ca);
    EXPECT_TRUE(capf->can_sign_certificates);
}

TEST(Certificate, FingerprintsOfAnLscFromPem) {
    const auto lsc = read_certificate(certificate_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.crt"));
    ASSERT_TRUE(lsc);
    EXPECT_EQ(lsc->md5, "05d577f5d7178f1fad025e39c3ccf119");
    EXPECT_EQ(lsc->sha1, "ee11817b7d6072f474ef3f90e08af9b086980e3d");
    EXPECT_EQ(lsc->sha256, "ca7ed6ef00f8d8cbe1b0c6ab60244b22f1e3fb781dcea879681a9b17f857ba50");
    EXPECT_EQ(lsc->common_name, "SEPA45630BBFA40");
    EXPECT_FALSE(lsc->is_ca);
    EXPECT_FALSE(lsc->can_sign_certificates);
}

TEST(Certificate, EllipticCurve) {
    const auto lsc = read_certificate(certificate_data("s06-happy-ec-secp256r1/SEP001E4A4CB52A-lsc.crt"));
    ASSERT_TRUE(lsc);
    EXPECT_EQ(lsc->key_kind, KeyKind::ec);
    EXPECT_EQ(lsc->key_bits, 256);
    EXPECT_EQ(lsc->curve, "prime256v1");
    const auto old = read_certificate(certificate_data("s10-auth-certificate-ec/SEP58971ED33249-old_lsc.crt"));
    ASSERT_TRUE(old);
    EXPECT_EQ(old->key_bits, 384);
    EXPECT_EQ(old->curve, "secp384r1");
}

// What was read before is not read again; another certificate is, if it differs in one byte only.
TEST(Certificate, ReadTwiceIsTheSameAndAChangedOneIsAnother) {
    Buffer der = read_data("certs/d1-ccm.der");
    const auto first = read_certificate(der);
    ASSERT_TRUE(first);
    Buffer with_more = der;
    with_more.push_back(0);
    for (const Buffer &bytes : {der, with_more}) {
        const auto again = read_certificate(bytes);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->sha256, first->sha256);
        EXPECT_EQ(again->subject, first->subject);
    }
    der.back() ^= 1U;  // in its signature
    const auto other = read_certificate(der);
    ASSERT_TRUE(other);
    EXPECT_EQ(other->subject, first->subject);
    EXPECT_EQ(other->sha256, sha256_hex(der));
    EXPECT_NE(other->sha256, first->sha256);
    der.pop_back();
    EXPECT_FALSE(read_certificate(der)) << "cut";
}

TEST(Certificate, ManyOfThemAreNotKept) {
    const Buffer der = read_data("certs/d1-ccm.der");
    for (int i = 0; i < 2000; ++i) {
        Buffer other = der;
        other[other.size() - 1] = static_cast<std::uint8_t>(i);
        other[other.size() - 2] = static_cast<std::uint8_t>(i >> 8);
        const auto certificate = read_certificate(other);
        ASSERT_TRUE(certificate);
        ASSERT_EQ(certificate->sha256, sha256_hex(other));
    }
    EXPECT_TRUE(read_certificate(der));
}

TEST(Certificate, BytesAfterItDoNotCount) {
    Buffer der = read_data("certs/d1-ccm.der");
    der.insert(der.end(), 100, 0xaa);
    const auto certificate = read_certificate(der);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate->sha256, "da86845dd1b87e14a4a1313d3033f98410bfd61759db1f0c005a602abdc1d776");
}

TEST(Certificate, CutAnywhereIsNoCertificate) {
    const Buffer der = read_data("certs/d1-ccm.der");
    for (std::size_t length = 0; length < der.size(); ++length) {
        const Buffer cut(der.begin(), der.begin() + static_cast<std::ptrdiff_t>(length));
        EXPECT_FALSE(read_certificate(cut)) << length;
    }
}

TEST(Certificate, AnyChangedByteIsRead) {
    const Buffer der = certificate_data("s10-auth-certificate-ec/SEP58971ED33249-old_lsc.crt");
    for (std::size_t at = 0; at < der.size(); ++at) {
        Buffer changed = der;
        changed[at] ^= 0xff;
        if (const auto certificate = read_certificate(changed)) {
            EXPECT_EQ(certificate->sha256.size(), 64U) << at;
        }
    }
}

TEST(Certificate, NamesBeyondAsciiAreUtf8AndEscaped) {
    const KeyPtr key = generate_key("EC", "P-256");
    const Buffer der = make_certificate(
        key.get(), {.subject = {{"C", "DE"}, {"O", "Köhler, Söhne"}, {"CN", "first"}, {"CN", "Zürich"}}});
    const auto certificate = read_certificate(der);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate->subject, "CN=Zürich,CN=first,O=Köhler\\, Söhne,C=DE");
    EXPECT_EQ(certificate->common_name, "Zürich");
}

// OpenSSL does not take it for a certificate, so neither do we; what matters is that nothing breaks.
TEST(Certificate, NameThatIsNoUtf8) {
    const KeyPtr key = generate_key("EC", "P-256");
    Buffer der = make_certificate(key.get(), {.subject = {{"CN", "Zürich"}}});
    for (std::size_t at = 0; at + 1 < der.size(); ++at)
        if (der[at] == 0xc3 && der[at + 1] == 0xbc) der[at] = 0xff;
    EXPECT_FALSE(read_certificate(der));
}

TEST(Certificate, WithoutNameAndWithOddKeys) {
    const KeyPtr other = generate_key("ED25519");
    const auto certificate = read_certificate(make_certificate(other.get(), {.serial = "0", .subject = {}}));
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate->subject, "");
    EXPECT_EQ(certificate->common_name, "");
    EXPECT_EQ(certificate->serial, "00");
    EXPECT_EQ(certificate->key_kind, KeyKind::other);
    EXPECT_FALSE(certificate->is_ca);
    EXPECT_TRUE(certificate->can_sign_certificates) << "no keyUsage";
    const KeyPtr large = make_rsa_public_key(20000, 17);
    const auto huge = read_certificate(make_certificate(large.get()));
    ASSERT_TRUE(huge);
    EXPECT_EQ(huge->key_bits, 20000);
}

TEST(Certificate, AuthorityAndKeyUsage) {
    const KeyPtr key = generate_key("EC", "P-256");
    const auto with = [&](const char *constraints, const char *usage) {
        const Buffer der =
            make_certificate(key.get(), {.extensions = {{NID_basic_constraints, constraints}, {NID_key_usage, usage}}});
        return read_certificate(der).value();
    };
    EXPECT_TRUE(with("CA:TRUE", "digitalSignature").is_ca);
    EXPECT_FALSE(with("CA:TRUE", "digitalSignature").can_sign_certificates);
    EXPECT_FALSE(with("CA:FALSE", "keyCertSign").is_ca);
    EXPECT_TRUE(with("CA:FALSE", "keyCertSign").can_sign_certificates);
}

TEST(Certificate, Digests) {
    const Buffer text = buffer_of("abc");
    EXPECT_EQ(md5_hex(text), "900150983cd24fb0d6963f7d28e17f72");
    EXPECT_EQ(sha1_hex(text), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(sha256_hex(text), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(md5_hex({}), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Certificate, SerialNumbers) {
    const KeyPtr key = generate_key("EC", "P-256");
    const auto certificate = read_certificate(make_certificate(key.get(), {.serial = "4660"})).value();  // 0x1234
    EXPECT_EQ(certificate.serial, "1234");
    EXPECT_TRUE(same_serial(Buffer{0x12, 0x34}, certificate));
    EXPECT_TRUE(same_serial(Buffer{0, 0, 0x12, 0x34}, certificate));
    EXPECT_FALSE(same_serial(Buffer{0x12, 0x34, 0}, certificate));
    EXPECT_FALSE(same_serial(Buffer{0x01, 0x23}, certificate));
    EXPECT_FALSE(same_serial({}, certificate));
    const auto small = read_certificate(make_certificate(key.get(), {.serial = "7"})).value();
    EXPECT_EQ(small.serial, "07");
    EXPECT_TRUE(same_serial(Buffer{7}, small));
    const auto zero = read_certificate(make_certificate(key.get(), {.serial = "0"})).value();
    EXPECT_TRUE(same_serial(Buffer{0, 0}, zero));
    EXPECT_FALSE(same_serial({}, zero));
}

TEST(PublicKey, IsTheCertificates) {
    const PrivateKey rsa = key_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key");
    const auto key = read_public_key(public_der_of(rsa.get()));
    ASSERT_TRUE(key);
    EXPECT_EQ(key->kind, KeyKind::rsa);
    EXPECT_EQ(key->bits, 2048);
    const auto lsc = read_certificate(certificate_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.crt"));
    ASSERT_TRUE(lsc);
    EXPECT_EQ(key->sha256, lsc->public_key_sha256);
}

TEST(PublicKey, EllipticCurvesAndGarbage) {
    const KeyPtr ec = generate_key("EC", "P-521");
    const Buffer der = public_der_of(ec.get());
    const auto key = read_public_key(der);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->kind, KeyKind::ec);
    EXPECT_EQ(key->bits, 521);
    EXPECT_EQ(key->curve, "secp521r1");
    for (std::size_t length = 0; length < der.size(); ++length)
        EXPECT_FALSE(read_public_key(Bytes(der).first(length))) << length;
}

}  // namespace
}  // namespace capf::trust
