// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/file_verification.h"

#include <gtest/gtest.h>

#include "tests/trust/test_signer.h"

namespace capf::trust {
namespace {

using namespace test;
using wire::Role;

const std::string kList = "s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv";
const std::string kConfig = "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn";

// Somebody who signs, always with serial number 5.
struct Signer {
    KeyPtr key = generate_rsa_key(1024);
    Buffer certificate = make_certificate(key.get(), {.serial = "5"});
};

Buffer record(Role role, const Buffer &certificate) {
    const Buffer content = joined({element(4, u16(static_cast<std::size_t>(role))), element(9, certificate)});
    return joined({element(1, u16(5 + content.size())), content});
}

Buffer list_of(const Signer &signer, std::initializer_list<Buffer> records) {
    return make_signed_file(signer.key.get(), joined(records), {.names = element(5, {5}), .more = element(28, {1, 1})});
}

Buffer config_of(const Signer &signer) {
    return make_signed_file(signer.key.get(), buffer_of("<device/>"), {.names = element(5, {5})});
}

FileVerification verify(const Buffer &file, const TrustStore &known) {
    const wire::SignedHeader header = wire::parse_signed_header(file);
    if (header.kind() != wire::SignedFileKind::trust_list) return verify_file(file, header, nullptr, known);
    const wire::TrustList list = wire::parse_trust_list(file, header.payload);
    return verify_file(file, header, &list, known);
}

// As both callers do with each list that comes.
FileVerification verify_and_remember(const Buffer &file, TrustStore &known, std::uint32_t frame) {
    FileVerification result = verify(file, known);
    const wire::TrustList list = wire::parse_trust_list(file, wire::parse_signed_header(file).payload);
    remember_list(known, file, list, result, frame, "list " + std::to_string(frame));
    return result;
}

TrustStore given(const Buffer &certificate) {
    TrustStore store;
    KnownCertificate one;
    one.der = certificate;
    one.certificate = read_certificate(certificate).value();
    store.add(one);
    return store;
}

TEST(FileVerification, OfARecordedListAndWhatItsSignerSigns) {
    TrustStore known;
    const FileVerification list = verify_and_remember(read_data(kList), known, 7);
    EXPECT_TRUE(list.accepted());
    EXPECT_EQ(list.source, SignerSource::own_list);
    EXPECT_EQ(list.signer_role(), "SAST");
    EXPECT_FALSE(list.trusted_before) << "there was nothing to trust before";
    const FileVerification config = verify(read_data(kConfig), known);
    EXPECT_TRUE(config.accepted());
    EXPECT_EQ(config.source, SignerSource::earlier_list);
    EXPECT_EQ(config.signer->frame, 7U);
    EXPECT_EQ(config.signer_role(), "CCM+TFTP");
    EXPECT_FALSE(config.trusted_before);
    EXPECT_EQ(verify(read_data(kList), known).trusted_before, true);
    EXPECT_EQ(verify(read_data(kList), given(read_data("certs/d1-rogue.der"))).trusted_before, false);
    EXPECT_EQ(verify(read_data(kList), given(read_data("certs/d1-sast.der"))).trusted_before, true);
}

TEST(FileVerification, WithoutTheSignersCertificate) {
    const FileVerification config = verify(read_data(kConfig), {});
    EXPECT_EQ(config.verdict, Verdict::not_checked);
    EXPECT_EQ(config.reason, "no certificate of the signer is known");
    EXPECT_FALSE(config.signer);
    EXPECT_FALSE(config.may_sign);
    EXPECT_EQ(config.source, SignerSource::none);
    EXPECT_EQ(config.signer_role(), "");
}

TEST(FileVerification, AListBySomebodyWhoIsNoSastIsValidAndMayNotBeSigned) {
    const Signer signer;
    TrustStore known;
    for (const Role role : {Role::ccm_tftp, Role::tftp, Role::capf, Role::tvs}) {
        const FileVerification list = verify(list_of(signer, {record(role, signer.certificate)}), known);
        EXPECT_TRUE(list.valid());
        EXPECT_FALSE(list.may_sign);
        EXPECT_FALSE(list.accepted());
        EXPECT_EQ(list.source, SignerSource::own_list);
    }
    EXPECT_EQ(verify(list_of(signer, {record(static_cast<Role>(9), signer.certificate)}), known).signer_role(),
              "role 9");
}

TEST(FileVerification, TheRoleThatMaySignDecides) {
    const Signer signer;
    const Buffer sast = record(Role::sast, signer.certificate), tftp = record(Role::ccm_tftp, signer.certificate);
    for (Buffer file : {list_of(signer, {sast, tftp}), list_of(signer, {tftp, sast})}) {
        EXPECT_TRUE(verify(file, {}).accepted());
        file.back() ^= 1;  // within the last record's certificate
        const FileVerification spoilt = verify(file, {});
        EXPECT_NE(spoilt.verdict, Verdict::valid);
    }
    Buffer spoilt = list_of(signer, {sast, tftp, record(Role::capf, Signer().certificate)});
    spoilt.back() ^= 1;
    const FileVerification invalid = verify(spoilt, {});
    EXPECT_EQ(invalid.verdict, Verdict::invalid);
    EXPECT_EQ(invalid.signer_role(), "SAST") << "invalid, and signed by somebody who may sign";
}

TEST(FileVerification, TheFirstCertificateThatVerifiesDecides) {
    const Signer other, signer;  // the same names and serial number
    const Buffer file =
        list_of(signer, {record(Role::sast, other.certificate), record(Role::sast, signer.certificate)});
    const FileVerification list = verify(file, {});
    EXPECT_TRUE(list.accepted());
    EXPECT_EQ(list.signer->der, signer.certificate);
    EXPECT_EQ(verify(list_of(signer, {record(Role::sast, other.certificate)}), {}).verdict, Verdict::invalid);
}

TEST(FileVerification, OwnRecordsComeBeforeWhatIsKnown) {
    const Signer signer;
    const Buffer file = list_of(signer, {record(Role::ccm_tftp, signer.certificate)});
    const FileVerification list = verify(file, given(signer.certificate));
    EXPECT_EQ(list.source, SignerSource::own_list);
    EXPECT_FALSE(list.may_sign);
    EXPECT_EQ(list.trusted_before, true);
    const FileVerification elsewhere =
        verify(list_of(signer, {record(Role::capf, read_data("certs/d1-ccm.der"))}), given(signer.certificate));
    EXPECT_TRUE(elsewhere.accepted());
    EXPECT_EQ(elsewhere.source, SignerSource::given);
}

TEST(FileVerification, OfAConfiguration) {
    const Signer signer;
    const Buffer config = config_of(signer);
    const std::vector<std::pair<Role, bool>> roles = {
        {Role::tftp, true}, {Role::ccm_tftp, true}, {Role::sast, false}, {Role::capf, false}, {Role::ccm, false}};
    for (const auto &[role, may] : roles) {
        TrustStore known;
        const Signer sast;
        // Both have serial number 5: the one that verifies is found among them.
        verify_and_remember(list_of(sast, {record(Role::sast, sast.certificate), record(role, signer.certificate)}),
                            known, 3);
        const FileVerification found = verify(config, known);
        EXPECT_TRUE(found.valid());
        EXPECT_EQ(found.may_sign, may) << static_cast<int>(role);
        EXPECT_EQ(found.source, SignerSource::earlier_list);
    }
    const FileVerification by_given = verify(config, given(signer.certificate));
    EXPECT_TRUE(by_given.accepted());
    EXPECT_EQ(by_given.source, SignerSource::given);
    EXPECT_EQ(by_given.signer_role(), "");
}

TEST(FileVerification, ARefusedListVouchesForNobody) {
    const Signer first, second;
    const Buffer of_first = list_of(first, {record(Role::sast, first.certificate)});
    const Buffer of_second = list_of(second, {record(Role::sast, second.certificate)});
    TrustStore known;
    EXPECT_TRUE(verify_and_remember(of_first, known, 1).accepted());
    EXPECT_EQ(verify_and_remember(of_second, known, 2).trusted_before, false);
    EXPECT_EQ(verify_and_remember(of_second, known, 3).trusted_before, false) << "nor for itself, the next time";
    EXPECT_EQ(verify_and_remember(of_first, known, 4).trusted_before, true);
    // A list by the first that holds the second makes it trusted.
    verify_and_remember(list_of(first, {record(Role::sast, first.certificate), record(Role::sast, second.certificate)}),
                        known, 5);
    EXPECT_EQ(verify_and_remember(of_second, known, 6).trusted_before, true);
}

TEST(FileVerification, AListThatNobodyMaySignIsNothingToCompareWith) {
    const Signer first, second;
    TrustStore known;
    EXPECT_FALSE(verify_and_remember(list_of(first, {record(Role::tvs, first.certificate)}), known, 1).may_sign);
    EXPECT_EQ(known.all().size(), 1U) << "it still shows who signed a file";
    EXPECT_FALSE(verify(list_of(second, {record(Role::sast, second.certificate)}), known).trusted_before);
}

TEST(FileVerification, AnInvalidListIsNotRemembered) {
    const Signer signer;
    Buffer list = list_of(signer, {record(Role::sast, signer.certificate), record(Role::capf, Signer().certificate)});
    list.back() ^= 1;
    TrustStore known;
    EXPECT_EQ(verify_and_remember(list, known, 1).verdict, Verdict::invalid);
    EXPECT_TRUE(known.empty());
}

}  // namespace
}  // namespace capf::trust
