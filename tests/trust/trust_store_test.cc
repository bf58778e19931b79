// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/trust_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "plugin/trust/signature.h"
#include "tests/trust/test_signer.h"

namespace capf::trust {
namespace {

using namespace test;

const std::string kList = "s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv";
constexpr const char *kSastSha256 = "b4d3504a2a924f9b4482d8ed113546d8e9764d37c180ad8c6b385f86ecd3e561";
constexpr const char *kCcmSha256 = "da86845dd1b87e14a4a1313d3033f98410bfd61759db1f0c005a602abdc1d776";
constexpr const char *kRogueSha256 = "cf302af32b9b455351d69d90be9b98a36687e5b1b7f05f30e79ee508754c061f";

void add_recorded_list(TrustStore &store, const std::string &name, std::uint32_t frame) {
    const Buffer file = read_data(name);
    store.add_list(file, wire::parse_trust_list(file, wire::parse_signed_header(file).payload), frame, name);
}
std::vector<const KnownCertificate *> signers_of(const TrustStore &store, const Buffer &file) {
    return store.find_signers(file, wire::parse_signed_header(file));
}

// A file that goes with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const Buffer &content) {
        std::ofstream(path_, std::ios::binary)
            .write(reinterpret_cast<const char *>(content.data()), static_cast<std::streamsize>(content.size()));
    }
    ~TemporaryFile() { std::remove(path_.c_str()); }
    [[nodiscard]] const std::string &path() const { return path_; }

private:
    // Tests run at the same time, each in a process of its own, and twice: plain and restricted.
    const std::string path_ = testing::TempDir() + "capf-trust-" +
                              testing::UnitTest::GetInstance()->current_test_info()->name() +
                              (is_restricted() ? "-restricted" : "");
};

TEST(TrustStore, TakesTheRecordsOfAList) {
    TrustStore store;
    EXPECT_TRUE(store.empty());
    add_recorded_list(store, kList, 7);
    ASSERT_EQ(store.all().size(), 4U);
    const KnownCertificate *sast = store.find_sha256(kSastSha256);
    ASSERT_NE(sast, nullptr);
    EXPECT_EQ(sast->role, static_cast<std::uint16_t>(wire::Role::sast));
    EXPECT_EQ(sast->frame, 7U);
    EXPECT_EQ(sast->source, kList);
    EXPECT_EQ(sha256_hex(sast->der), kSastSha256);
    EXPECT_EQ(store.find_sha256("00"), nullptr);
}

TEST(TrustStore, KeepsTheFirstFrame) {
    TrustStore store;
    add_recorded_list(store, kList, 7);
    add_recorded_list(store, kList, 99);
    ASSERT_EQ(store.all().size(), 4U);
    EXPECT_EQ(store.all().front().frame, 7U);
    std::string error;
    ASSERT_TRUE(store.add_file(data_path("certs/d1-ccm.pem"), error)) << error;
    EXPECT_EQ(store.all().size(), 5U) << "the same certificate without a role is another entry";
}

TEST(TrustStore, FindsTheSigner) {
    TrustStore store;
    add_recorded_list(store, kList, 1);
    const auto sast = signers_of(store, read_data(kList));
    ASSERT_EQ(sast.size(), 1U);
    EXPECT_EQ(sast[0]->certificate.sha256, kSastSha256);
    for (const char *name : {"SEPA45630BBFA40.cnf.xml.sgn", "SEPA45630BBFA40.cnf.xml.enc.sgn"}) {
        const Buffer file = read_data(std::string("s01-happy-http-rsa2048-tls12/") + name);
        const auto signers = signers_of(store, file);
        ASSERT_EQ(signers.size(), 1U) << name;
        EXPECT_EQ(signers[0]->certificate.sha256, kCcmSha256);
        EXPECT_EQ(verify_signed_file(file, wire::parse_signed_header(file), signers[0]->der).verdict, Verdict::valid);
    }
}

TEST(TrustStore, SameNameWithAnotherSerialIsAnother) {
    TrustStore store;
    add_recorded_list(store, kList, 1);
    const Buffer file = read_data("s21-sgn-wrong-signer/SEP001E4AFB9E0A.cnf.xml.sgn");
    EXPECT_TRUE(signers_of(store, file).empty());
    std::string error;
    ASSERT_TRUE(store.add_file(data_path("certs/d1-rogue.der"), error)) << error;
    const auto signers = signers_of(store, file);
    ASSERT_EQ(signers.size(), 1U);
    EXPECT_EQ(signers[0]->certificate.sha256, kRogueSha256);
    EXPECT_FALSE(signers[0]->role);
    EXPECT_EQ(signers[0]->frame, 0U);
}

KnownCertificate known(const Buffer &der, std::optional<wire::Role> role) {
    KnownCertificate result;
    result.der = der;
    result.certificate = read_certificate(der).value();
    if (role) result.role = static_cast<std::uint16_t>(*role);
    return result;
}

TEST(TrustStore, FittingRolesComeFirst) {
    const Buffer der = read_data("certs/d1-ccm.der");
    TrustStore store;
    for (std::optional<wire::Role> role : {std::optional<wire::Role>(), std::optional(wire::Role::ccm),
                                           std::optional(wire::Role::sast), std::optional(wire::Role::tftp)})
        store.add(known(der, role));
    const Buffer names = joined({element(
        5, {0, 0x6b, 0x12, 0x0b, 0x0d, 0xad, 0x54, 0x3c, 0xa7, 0x01, 0xb7, 0x4f, 0xc2, 0x55, 0x38, 0x86, 0x78})});
    const PrivateKey key = key_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key");
    const auto first_role = [&](const Buffer &more) {
        const auto signers =
            signers_of(store, make_signed_file(key.get(), buffer_of("<device/>"), {.names = names, .more = more}));
        EXPECT_EQ(signers.size(), 4U);
        return signers.empty() ? std::nullopt : signers[0]->role;
    };
    EXPECT_EQ(first_role({}), static_cast<std::uint16_t>(wire::Role::tftp));
    EXPECT_EQ(first_role(element(28, {1, 0})), static_cast<std::uint16_t>(wire::Role::sast));
}

TEST(TrustStore, NamesAreComparedAsDistinguishedNames) {
    const KeyPtr ec = generate_key("EC", "P-256");
    const Buffer der = make_certificate(
        ec.get(), {.serial = "5", .subject = {{"C", "CH"}, {"O", "Köhler, Söhne; Co"}, {"CN", "pub+1"}}});
    TrustStore store;
    store.add(known(der, wire::Role::ccm_tftp));
    const PrivateKey key = key_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key");
    const auto found = [&](std::uint8_t tag, const std::string &name) {
        const Buffer names = joined({element(tag, joined({buffer_of(name), {0}})), element(5, {5})});
        return signers_of(store, make_signed_file(key.get(), buffer_of("x"), {.names = names})).size();
    };
    constexpr std::uint8_t kSigner = 4, kIssuer = 6;
    for (std::uint8_t tag : {kSigner, kIssuer}) {
        EXPECT_EQ(found(tag, "CN=pub+1,O=Köhler\\, Söhne\\; Co,C=CH"), 1U);
        EXPECT_EQ(found(tag, "C=CH;O=Köhler\\, Söhne\\; Co;CN=pub+1"), 1U);
        EXPECT_EQ(found(tag, "CN=pub+2,O=Köhler\\, Söhne\\; Co,C=CH"), 0U);
        EXPECT_EQ(found(tag, "CN=pub+1"), 0U);
    }
}

TEST(TrustStore, ReadsSeveralCertificatesOfAPemFile) {
    const Buffer ccm = read_data("certs/d1-ccm.pem");
    Buffer damaged = ccm;
    std::fill(damaged.begin() + 100, damaged.begin() + 110, '!');
    const Buffer lsc = read_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.crt");
    const Buffer key = read_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key");
    const TemporaryFile file(joined({buffer_of("a comment\n"), damaged, key, lsc, buffer_of("\n"), ccm}));
    TrustStore store;
    std::string error;
    ASSERT_TRUE(store.add_file(file.path(), error)) << error;
    ASSERT_EQ(store.all().size(), 2U);
    EXPECT_EQ(store.all()[0].certificate.common_name, "SEPA45630BBFA40");
    EXPECT_EQ(store.all()[1].certificate.sha256, kCcmSha256);
    EXPECT_EQ(store.all()[1].source, file.path());
}

TEST(TrustStore, ReadsSeveralCertificatesOfADerFile) {
    const TemporaryFile file(joined({read_data("certs/d1-ccm.der"), read_data("certs/d1-sast.der")}));
    TrustStore store;
    std::string error;
    ASSERT_TRUE(store.add_file(file.path(), error)) << error;
    ASSERT_EQ(store.all().size(), 2U);
    EXPECT_EQ(store.all()[1].certificate.sha256, kSastSha256);
}

TEST(TrustStore, TellsWhyAFileGivesNothing) {
    TrustStore store;
    std::string error;
    EXPECT_FALSE(store.add_file(data_path("nothing-here.pem"), error));
    EXPECT_NE(error.find("nothing-here.pem: No such file"), std::string::npos) << error;
    EXPECT_FALSE(store.add_file(data_path("certs"), error));
    EXPECT_NE(error.find("directory"), std::string::npos) << error;
    for (const Buffer &content : {Buffer(), buffer_of("garbage"), buffer_of("-----BEGIN CERTIFICATE-----\n"),
                                  read_data("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40-lsc.key")}) {
        const TemporaryFile file(content);
        EXPECT_FALSE(store.add_file(file.path(), error));
        EXPECT_EQ(error, "no certificate in " + file.path());
    }
    EXPECT_TRUE(store.empty());
}

TEST(TrustStore, DamagedListsAreRead) {
    const Buffer file = read_data(kList);
    for (std::size_t length = 0; length < file.size(); length += 13) {
        const Buffer cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
        TrustStore store;
        store.add_list(cut, wire::parse_trust_list(cut, wire::parse_signed_header(cut).payload), 1, "cut");
        EXPECT_LE(store.all().size(), 4U);
        EXPECT_LE(signers_of(store, cut).size(), 1U);
    }
}

}  // namespace
}  // namespace capf::trust
