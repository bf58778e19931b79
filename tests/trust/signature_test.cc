// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/signature.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "plugin/wire/capf_message.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"
#include "tests/trust/test_signer.h"

namespace capf::trust {

void PrintTo(const SignatureCheck &check, std::ostream *stream) {
    *stream << verdict_name(check.verdict) << " (" << check.reason << ")";
}

namespace {

using namespace test;
using wire::CapfTag;

constexpr const char *kSast = "certs/d1-sast.der";
constexpr const char *kCcm = "certs/d1-ccm.der";
constexpr const char *kRogue = "certs/d1-rogue.der";

testing::AssertionResult has_verdict(const SignatureCheck &check, Verdict wanted) {
    const bool explained = check.reason.empty() == (check.verdict == Verdict::valid);
    if (check.verdict == wanted && explained) return testing::AssertionSuccess();
    return testing::AssertionFailure() << verdict_name(check.verdict) << " (" << check.reason << ")";
}

SignatureCheck verify_file(const Buffer &file, const Buffer &certificate) {
    return verify_signed_file(file, wire::parse_signed_header(file), certificate);
}
SignatureCheck verify_recorded(const std::string &file, const std::string &certificate) {
    return verify_file(read_data(file), certificate_data(certificate));
}
// The certificate of the record with this role in a recorded list.
Buffer certificate_of_role(const std::string &list_name, wire::Role role) {
    const Buffer file = read_data(list_name);
    const auto list = wire::parse_trust_list(file, wire::parse_signed_header(file).payload);
    const auto record = std::ranges::find_if(list.records, [&](const auto &r) { return r.has_role(role); });
    if (record == list.records.end()) return {};
    const Bytes der = wire::slice(file, record->certificate);
    return {der.begin(), der.end()};
}

// ---- files

TEST(SignedFile, Sha1IsValid) {
    const std::string folder = "s01-happy-http-rsa2048-tls12/";
    EXPECT_TRUE(has_verdict(verify_recorded(folder + "ITLSEPA45630BBFA40.tlv", kSast), Verdict::valid));
    EXPECT_TRUE(has_verdict(verify_recorded(folder + "SEPA45630BBFA40.cnf.xml.sgn", kCcm), Verdict::valid));
    EXPECT_TRUE(has_verdict(verify_recorded(folder + "SEPA45630BBFA40.cnf.xml.enc.sgn", kCcm), Verdict::valid));
}

TEST(SignedFile, Sha512IsValid) {
    const std::string list = "s27-sha512/ITLSEP58971E8530BB.tlv";
    const Buffer sast = certificate_of_role(list, wire::Role::sast);
    const Buffer ccm = certificate_of_role(list, wire::Role::ccm_tftp);
    EXPECT_TRUE(has_verdict(verify_file(read_data(list), sast), Verdict::valid));
    EXPECT_TRUE(has_verdict(verify_file(read_data("s27-sha512/SEP58971E8530BB.cnf.xml.sgn"), ccm), Verdict::valid));
    EXPECT_TRUE(has_verdict(verify_file(read_data("s27-sha512/SEP58971E8530BB.cnf.xml.enc.sgn"), ccm), Verdict::valid));
}

TEST(SignedFile, FaultsOfTheRecordings) {
    const auto bad_body = verify_recorded("s21-sgn-bad-body/SEPA45630962E1A.cnf.xml.sgn", kCcm);
    EXPECT_TRUE(has_verdict(bad_body, Verdict::invalid));
    EXPECT_EQ(bad_body.reason, "the digest differs");
    EXPECT_TRUE(has_verdict(verify_recorded("s21-sgn-bad-sig/SEPA45630C3290B.cnf.xml.sgn", kCcm), Verdict::invalid));
    EXPECT_TRUE(has_verdict(verify_recorded("s22-itl-tampered/ITLSEPA45630C4A4E7.tlv", kSast), Verdict::invalid));
    EXPECT_TRUE(
        has_verdict(verify_recorded("s47-enc-bad-signature/SEP001E4AA91044.cnf.xml.enc.sgn", kCcm), Verdict::invalid));
}

TEST(SignedFile, WrongSigner) {
    const std::string file = "s21-sgn-wrong-signer/SEP001E4AFB9E0A.cnf.xml.sgn";
    const auto check = verify_recorded(file, kCcm);
    EXPECT_TRUE(has_verdict(check, Verdict::invalid));
    EXPECT_EQ(check.reason, "it was made with another key, or is damaged");
    EXPECT_TRUE(has_verdict(verify_recorded(file, kRogue), Verdict::valid));
    // Same subject as the trusted one.
    const std::string list = "s22-itl-unknown-sast/ITLSEP001E4AF32255.tlv";
    EXPECT_TRUE(has_verdict(verify_recorded(list, kSast), Verdict::invalid));
    EXPECT_TRUE(has_verdict(verify_recorded(list, kRogue), Verdict::valid));
}

TEST(SignedFile, EveryByteIsSigned) {
    const Buffer file = read_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn");
    const Buffer certificate = certificate_data(kCcm);
    for (std::size_t at = 0; at < file.size(); ++at) {
        Buffer changed = file;
        changed[at] ^= 0x20;
        EXPECT_NE(verify_file(changed, certificate).verdict, Verdict::valid) << at;
    }
}

TEST(SignedFile, CutAnywhereIsNeverValid) {
    const Buffer file = read_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn");
    const Buffer certificate = certificate_data(kCcm);
    const std::size_t header_length = wire::parse_signed_header(file).header_length.value();
    for (std::size_t length = 0; length < file.size(); ++length) {
        const Buffer cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
        const Verdict wanted = length <= header_length ? Verdict::not_checked : Verdict::invalid;
        EXPECT_TRUE(has_verdict(verify_file(cut, certificate), wanted)) << length;
    }
}

TEST(SignedFile, OtherDigestsAndSigners) {
    const std::string rsa = "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc";
    const std::string ec = "s06-happy-ec-secp256r1/SEP001E4A4CB52A-lsc";
    const std::string ec384 = "s10-auth-certificate-ec/SEP58971ED33249-old_lsc";
    const Buffer payload = buffer_of("<device/>");
    for (const std::string &signer : {rsa, ec, ec384}) {
        const PrivateKey key = key_data(signer + ".key");
        const Buffer certificate = certificate_data(signer + ".crt");
        for (const std::uint8_t digest : Buffer{1, 2, 3}) {
            Buffer file = make_signed_file(key.get(), payload, {.digest = digest});
            EXPECT_TRUE(has_verdict(verify_file(file, certificate), Verdict::valid)) << signer << int{digest};
            file.back() ^= 1;
            EXPECT_TRUE(has_verdict(verify_file(file, certificate), Verdict::invalid)) << signer << int{digest};
        }
    }
}

TEST(SignedFile, BareDigestIsNotEnough) {
    const std::string signer = "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc";
    const PrivateKey key = key_data(signer + ".key");
    Buffer file = make_signed_file(key.get(), buffer_of("<device/>"), {});
    const wire::Range element = wire::parse_signed_header(file).signature_element;
    Buffer rest = file;
    const auto begin = rest.begin() + static_cast<std::ptrdiff_t>(element.offset);
    rest.erase(begin, begin + static_cast<std::ptrdiff_t>(element.length));
    const Buffer bare = sign(key.get(), 1, rest, false);
    std::ranges::copy(bare, file.begin() + static_cast<std::ptrdiff_t>(element.offset + 3));
    EXPECT_TRUE(has_verdict(verify_file(file, certificate_data(signer + ".crt")), Verdict::invalid));
}

TEST(SignedFile, NotCheckedWithReason) {
    const PrivateKey key = key_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key");
    const Buffer certificate = certificate_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.crt");
    const Buffer payload = buffer_of("<device/>");
    const Buffer file = make_signed_file(key.get(), payload, {});
    const auto reason = [](const SignatureCheck &check) {
        EXPECT_TRUE(has_verdict(check, Verdict::not_checked));
        return check.reason;
    };
    EXPECT_EQ(reason(verify_file(file, {})), "no certificate");
    EXPECT_EQ(reason(verify_file(file, buffer_of("garbage"))), "the certificate cannot be used");
    const Buffer unknown = make_signed_file(key.get(), payload, {.digest = 9});
    EXPECT_EQ(reason(verify_file(unknown, certificate)), "unknown digest algorithm 9");
    const Buffer unsigned_file = joined({element(1, {1, 0}), element(2, u16(10)), payload});
    EXPECT_EQ(reason(verify_file(unsigned_file, certificate)), "the file has no signature");
    const Buffer cut(file.begin(), file.begin() + 100);
    EXPECT_EQ(reason(verify_file(cut, certificate)), "the file is cut in its header");
    EXPECT_EQ(reason(verify_file({}, certificate)), "the header is cut or damaged");
    EXPECT_EQ(reason(verify_file(make_signed_file(key.get(), {}, {}), certificate)),
              "the file is cut after its header");
}

TEST(SignedFile, HostileKeysAreNotTried) {
    const PrivateKey key = key_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key");
    const Buffer file = make_signed_file(key.get(), buffer_of("<device/>"), {});
    const auto check_with = [&](const KeyPtr &signer) { return verify_file(file, make_certificate(signer.get())); };
    for (const auto &[bits, exponent_bits] : {std::pair(16392, 17), std::pair(16384, 16383), std::pair(2048, 65)}) {
        const auto check = check_with(make_rsa_public_key(bits, exponent_bits));
        EXPECT_TRUE(has_verdict(check, Verdict::not_checked));
        EXPECT_EQ(check.reason, "the RSA key is too large");
    }
    EXPECT_TRUE(has_verdict(check_with(make_rsa_public_key(16384, 64)), Verdict::invalid));
    EXPECT_TRUE(has_verdict(check_with(generate_key("ED25519")), Verdict::not_checked));
}

TEST(Verdict, Names) {
    EXPECT_STREQ(verdict_name(Verdict::valid), "valid");
    EXPECT_STREQ(verdict_name(Verdict::invalid), "invalid");
    EXPECT_STREQ(verdict_name(Verdict::not_checked), "not-checked");
}

// ---- AUTH_RESPONSE

// A recorded AUTH_RESPONSE, and changes to it.
struct Message {
    Buffer bytes;
    wire::CapfMessage parsed;

    explicit Message(Buffer message) : bytes(std::move(message)), parsed(wire::parse_capf_message(bytes).value()) {}

    [[nodiscard]] SignatureCheck check(CapfTag tag) const {
        return verify_signed_data(bytes, parsed, *parsed.find(tag));
    }
    [[nodiscard]] const wire::CapfSudi &sudi() const {
        return std::get<wire::CapfSudi>(parsed.find(CapfTag::sudi_data)->content);
    }
    [[nodiscard]] SignatureCheck check_sudi(std::size_t part) const {
        return verify_sudi(bytes, parsed, sudi(), sudi().parts.at(part));
    }
    [[nodiscard]] Message flipped(std::size_t at) const {
        Buffer changed = bytes;
        changed.at(at) ^= 0x01;
        return Message(std::move(changed));
    }
    [[nodiscard]] Message with(wire::Range place, const Buffer &value) const {
        EXPECT_EQ(place.length, value.size());
        Buffer changed = bytes;
        std::ranges::copy(value, changed.begin() + static_cast<std::ptrdiff_t>(place.offset));
        return Message(std::move(changed));
    }
    // The element's tag becomes one that nobody knows.
    [[nodiscard]] Message without(CapfTag tag) const { return with({parsed.find(tag)->header.offset, 1}, {99}); }
    [[nodiscard]] wire::Range signature_at(CapfTag tag) const {
        return std::get<wire::CapfSignature>(parsed.find(tag)->content).signature;
    }
    [[nodiscard]] Buffer certificate() const {
        const auto &content = std::get<wire::CapfCertificate>(parsed.find(CapfTag::certificate)->content);
        const Bytes der = wire::slice(bytes, content.der);
        return {der.begin(), der.end()};
    }
};

class AuthResponse : public testing::TestWithParam<const char *> {
protected:
    const Message message{
        read_data(std::string("s10-auth-certificate-") + GetParam() + "/auth-response-" + GetParam() + ".bin")};
};

TEST_P(AuthResponse, IsValid) {
    EXPECT_TRUE(has_verdict(message.check(CapfTag::signed_data), Verdict::valid));
    EXPECT_TRUE(has_verdict(message.check(CapfTag::sha2_signed_data), Verdict::valid));
    ASSERT_EQ(message.sudi().parts.size(), 3U);
    EXPECT_TRUE(has_verdict(message.check_sudi(1), Verdict::valid));
    EXPECT_TRUE(has_verdict(message.check_sudi(2), Verdict::valid));
}

TEST_P(AuthResponse, ChangedSignatureIsInvalid) {
    for (CapfTag tag : {CapfTag::signed_data, CapfTag::sha2_signed_data}) {
        const wire::Range place = message.signature_at(tag);
        for (std::size_t at = place.offset; at < place.end(); ++at)
            EXPECT_TRUE(has_verdict(message.flipped(at).check(tag), Verdict::invalid)) << at;
    }
    for (std::size_t part : {1U, 2U}) {
        const wire::Range place = message.sudi().parts[part].value;
        for (std::size_t at = place.offset; at < place.end(); at += 7)
            EXPECT_TRUE(has_verdict(message.flipped(at).check_sudi(part), Verdict::invalid)) << at;
    }
}

TEST_P(AuthResponse, ChangedNameCertificateOrSessionIsInvalid) {
    const Message renamed = message.flipped(message.parsed.find(CapfTag::device_name)->value.offset + 14);
    EXPECT_TRUE(has_verdict(renamed.check(CapfTag::signed_data), Verdict::invalid));
    EXPECT_TRUE(has_verdict(renamed.check(CapfTag::sha2_signed_data), Verdict::invalid));
    const auto &certificate = std::get<wire::CapfCertificate>(message.parsed.find(CapfTag::certificate)->content);
    const Message other_certificate = message.flipped(certificate.der.end() - 1);
    EXPECT_TRUE(has_verdict(other_certificate.check(CapfTag::signed_data), Verdict::invalid));
    const Message other_session = message.flipped(5);
    EXPECT_TRUE(has_verdict(other_session.check_sudi(1), Verdict::invalid));
    EXPECT_TRUE(has_verdict(other_session.check_sudi(2), Verdict::invalid));
}

TEST_P(AuthResponse, MissingPartsAreNotChecked) {
    EXPECT_EQ(message.without(CapfTag::device_name).check(CapfTag::signed_data).reason,
              "the message has no device name");
    EXPECT_EQ(message.without(CapfTag::certificate).check(CapfTag::signed_data).reason,
              "the message has no certificate");
    EXPECT_TRUE(has_verdict(message.check(CapfTag::device_name), Verdict::not_checked));
    EXPECT_TRUE(has_verdict(message.check_sudi(0), Verdict::not_checked));
    const Message no_sudi_certificate = message.with({message.sudi().parts[0].type_at.offset, 1}, {77});
    EXPECT_EQ(no_sudi_certificate.check_sudi(1).reason, "SUDI_DATA has no certificate");
    const Message odd_digest = message.with({message.sudi().parts[1].type_at.offset, 1}, {77});
    EXPECT_EQ(odd_digest.check_sudi(1).reason, "unknown digest algorithm 77");
}

TEST_P(AuthResponse, CutAnywhereIsHandled) {
    for (std::size_t length = wire::kCapfHeaderLength; length < message.bytes.size(); length += 5) {
        const Message cut(Buffer(message.bytes.begin(), message.bytes.begin() + static_cast<std::ptrdiff_t>(length)));
        for (const wire::CapfElement &element : cut.parsed.elements) {
            EXPECT_NE(verify_signed_data(cut.bytes, cut.parsed, element).verdict, Verdict::invalid) << length;
            const auto *sudi = std::get_if<wire::CapfSudi>(&element.content);
            if (sudi == nullptr) continue;
            for (const auto &part : sudi->parts)
                EXPECT_NE(verify_sudi(cut.bytes, cut.parsed, *sudi, part).verdict, Verdict::invalid) << length;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Keys, AuthResponse, testing::Values("rsa", "ec"),
                         [](const auto &test) { return std::string(test.param); });

TEST(AuthResponseForms, RsaWithDigestInfoIsAcceptedToo) {
    const Message message(read_data("s10-auth-certificate-rsa/auth-response-rsa.bin"));
    const PrivateKey key = key_data("s10-auth-certificate-rsa/SEP58971E42AA67-old_lsc.key");
    const Buffer signed_bytes = joined({buffer_of("SEP58971E42AA67"), {0}, message.certificate()});
    const auto check = [&](CapfTag tag, std::uint8_t digest, bool with_info) {
        return message.with(message.signature_at(tag), sign(key.get(), digest, signed_bytes, with_info)).check(tag);
    };
    EXPECT_TRUE(has_verdict(check(CapfTag::signed_data, 1, false), Verdict::valid));
    EXPECT_TRUE(has_verdict(check(CapfTag::signed_data, 1, true), Verdict::valid));
    EXPECT_TRUE(has_verdict(check(CapfTag::sha2_signed_data, 3, true), Verdict::valid));
    EXPECT_TRUE(has_verdict(check(CapfTag::sha2_signed_data, 2, false), Verdict::invalid));
}

TEST(AuthResponseForms, SudiWithSha256) {
    const Message recorded(read_data("s10-auth-certificate-rsa/auth-response-rsa.bin"));
    const PrivateKey key = key_data("s10-auth-certificate-rsa/SEP58971E42AA67-mic.key");
    const Bytes der = wire::slice(recorded.bytes, recorded.sudi().parts[0].value);
    const Buffer session{0x93, 0x4a, 0, 0};
    const Buffer signature = sign(key.get(), 2, joined({session, Buffer(der.begin(), der.end())}), false);
    const auto &part = recorded.sudi().parts[1];
    EXPECT_TRUE(
        has_verdict(recorded.with(part.type_at, {2}).with(part.value, signature).check_sudi(1), Verdict::valid));
}

}  // namespace
}  // namespace capf::trust
