// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "analyzer/phones/device_name.h"
#include "tests/trust/test_signer.h"
#include "tests/unit/scene.h"

namespace capf::test {
namespace {

using phones::Join;
using phones::Phone;
using Names = std::vector<std::string>;

constexpr const char *kFirst = "SEP001122334455";
constexpr const char *kSecond = "SEP00AABBCCDDEE";

Buffer certificate_of(const std::string &common_name) {
    static const trust::KeyPtr key = trust::test::generate_key("EC", "P-256");
    trust::test::CertificateOptions options;
    options.subject = {{"CN", common_name}};
    return trust::test::make_certificate(key.get(), options);
}

const Phone *find(const phones::Timeline &timeline, const std::string &device) {
    for (const Phone &phone : timeline.phones()) {
        if (phone.device == device) return &phone;
    }
    return nullptr;
}

TEST(DeviceName, IsFoundInCommonNames) {
    EXPECT_EQ(phones::device_names_in("CP-8845-SEP001122334455").front(), kFirst);
    EXPECT_EQ(phones::device_names_in("sep001122334455").front(), kFirst);
    EXPECT_EQ(phones::device_names_in("CAPF_SEP001122334455").front(), kFirst);
    const Names softphone = phones::device_names_in("CSF-JANE");
    EXPECT_NE(std::find(softphone.begin(), softphone.end(), "CSF-JANE"), softphone.end());
    EXPECT_TRUE(phones::device_names_in("").empty());
    EXPECT_FALSE(phones::is_hardware_name("SEP00112233445G"));
}

TEST(WhoIsWho, OneDeviceAtTwoAddressesIsOnePhone) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.phone_address = "2001:db8::10";
    scene.partial_config(2, "sep001122334455", "");
    const phones::Timeline timeline = scene.timeline(3);
    ASSERT_EQ(timeline.phones().size(), 1u);
    EXPECT_EQ(timeline.phones().front().addresses, (Names{"192.0.2.10", "2001:db8::10"}));
    EXPECT_EQ(timeline.phones().front().transfers.size(), 2u);
}

TEST(WhoIsWho, OneAddressOfTwoDevicesIsTwoPhones) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.partial_config(2, kSecond, "");
    const phones::Timeline timeline = scene.timeline(3);
    ASSERT_EQ(timeline.phones().size(), 2u);
    EXPECT_EQ(timeline.phones()[1].addresses, Names{"192.0.2.10"});
}

TEST(WhoIsWho, BehindOneAddressTheDeviceNameDecides) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.partial_config(2, kSecond, "");
    scene.capf_install(3, kFirst);
    const phones::Timeline timeline = scene.timeline(5);
    const Phone *phone = find(timeline, kFirst);
    ASSERT_NE(phone, nullptr);
    ASSERT_EQ(phone->capf.size(), 1u);
    EXPECT_EQ(phone->capf.front().join, Join::device_name);
    EXPECT_TRUE(phone->capf.front().candidates.empty());
}

TEST(WhoIsWho, BehindOneAddressTheCertificateDecides) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.partial_config(2, kSecond, "");
    scene.capf_install(3, "", certificate_of("CP-8845-SEP001122334455"));
    const phones::Timeline timeline = scene.timeline(5);
    const Phone *phone = find(timeline, kFirst);
    ASSERT_NE(phone, nullptr);
    ASSERT_EQ(phone->capf.size(), 1u);
    EXPECT_EQ(phone->capf.front().join, Join::certificate);
}

TEST(WhoIsWho, ASessionWithoutNameIsOfWhoGotItsConfigurationLast) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.partial_config(2, kSecond, "");
    scene.capf_connects(3);
    const phones::Timeline timeline = scene.timeline(5);
    const Phone *phone = find(timeline, kSecond);
    ASSERT_NE(phone, nullptr);
    ASSERT_EQ(phone->capf.size(), 1u);
    EXPECT_EQ(phone->capf.front().join, Join::address);
    EXPECT_EQ(phone->capf.front().candidates, (Names{kSecond, kFirst})) << "the other waits for CAPF as well";
}

TEST(WhoIsWho, WhoHasItsEncryptedFileDoesNotWaitForCapf) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.partial_config(2, kSecond, "00112233445566778899aabbccddeeff");
    scene.encrypted_config(3, kSecond);
    scene.capf_connects(4);
    const phones::Timeline timeline = scene.timeline(5);
    const Phone *phone = find(timeline, kFirst);
    ASSERT_NE(phone, nullptr);
    ASSERT_EQ(phone->capf.size(), 1u);
    EXPECT_TRUE(phone->capf.front().candidates.empty());
}

TEST(WhoIsWho, AnAddressThatWentOnToAnotherPhoneIsNotShared) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.capf_connects(2);
    scene.partial_config(1000, kSecond, "");
    scene.capf_connects(1001);
    const phones::Timeline timeline = scene.timeline(2000);
    for (const char *name : {kFirst, kSecond}) {
        const Phone *phone = find(timeline, name);
        ASSERT_NE(phone, nullptr);
        ASSERT_EQ(phone->capf.size(), 1u) << name;
        EXPECT_TRUE(phone->capf.front().candidates.empty()) << name;
    }
}

TEST(WhoIsWho, TheEthernetAddressNamesThePhoneAtANewAddress) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.phone_address = "192.0.2.77";
    scene.phone_hardware = 0x001122334455;
    scene.capf_connects(2);
    const phones::Timeline timeline = scene.timeline(5);
    ASSERT_EQ(timeline.phones().size(), 1u);
    ASSERT_EQ(timeline.phones().front().capf.size(), 1u);
    EXPECT_EQ(timeline.phones().front().capf.front().join, Join::hardware_address);
    EXPECT_EQ(timeline.phones().front().addresses, (Names{"192.0.2.10", "192.0.2.77"}));
}

TEST(WhoIsWho, ARoutersEthernetAddressNamesNobody) {
    Scene scene;
    scene.phone_hardware = 0x0200000000fe;
    scene.partial_config(1, kFirst, "");
    scene.phone_address = "192.0.2.77";
    scene.capf_connects(2);
    const phones::Timeline timeline = scene.timeline(5);
    // Nor does a SYN to CAPF make a phone.
    ASSERT_EQ(timeline.phones().size(), 1u);
    EXPECT_TRUE(timeline.phones().front().capf.empty());
    EXPECT_EQ(timeline.strangers(), Names{"192.0.2.77"});
}

TEST(WhoIsWho, AnEthernetAddressThatSeveralDevicesShareNamesNobody) {
    Scene scene;
    scene.phone_hardware = 0x001122334455;
    scene.partial_config(1, kFirst, "");
    scene.phone_address = "192.0.2.77";
    scene.partial_config(2, kSecond, "");
    scene.capf_connects(3);
    const phones::Timeline timeline = scene.timeline(5);
    const Phone *phone = find(timeline, kSecond);
    ASSERT_NE(phone, nullptr);
    ASSERT_EQ(phone->capf.size(), 1u);
    EXPECT_EQ(phone->capf.front().join, Join::address);
}

TEST(WhoIsWho, ALeaseTellsThatAPhoneHasMoved) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.phone_address = "192.0.2.77";
    scene.lease(2, 0x001122334455);
    scene.capf_connects(3);
    const phones::Timeline timeline = scene.timeline(5);
    ASSERT_EQ(timeline.phones().size(), 1u);
    EXPECT_EQ(timeline.phones().front().capf.size(), 1u);
    EXPECT_EQ(timeline.phones().front().addresses, (Names{"192.0.2.10", "192.0.2.77"}));
}

TEST(WhoIsWho, ALeaseToAnotherDeviceIsNotThePhones) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.phone_address = "192.0.2.77";
    scene.lease(2, 0x0200000000fe);
    EXPECT_EQ(scene.timeline(5).phones().front().addresses, Names{"192.0.2.10"});
}

TEST(WhoIsWho, APhoneMayBeKnownFromCapfAlone) {
    Scene scene;
    scene.file(1, "CTLFile.tlv", std::string());
    scene.capf_install(2, "CSFJANE");
    const phones::Timeline timeline = scene.timeline(5);
    ASSERT_EQ(timeline.phones().size(), 1u);
    EXPECT_EQ(timeline.phones().front().device, "CSFJANE");
    EXPECT_EQ(timeline.phones().front().transfers.size(), 1u) << "the request without a name is of the same address";
}

TEST(WhoIsWho, BehindOneAddressNobodyKnowsWhoRegistered) {
    Scene scene;
    scene.partial_config(1, kFirst, "");
    scene.registers(2);
    EXPECT_EQ(scene.timeline(5).phones().front().registrations.size(), 1u);
    scene.partial_config(1.5, kSecond, "");
    scene.partial_config(3, kFirst, "");
    const phones::Timeline timeline = scene.timeline(5);
    EXPECT_EQ(timeline.phones().size(), 2u);
    for (const Phone &phone : timeline.phones()) EXPECT_TRUE(phone.registrations.empty());
}

TEST(WhoIsWho, ManyPhonesInterleavedStayApart) {
    Scene scene;
    for (int i = 0; i < 40; ++i) {
        const std::string name = "SEP0011223300" + std::to_string(10 + i);
        scene.phone_address = "192.0.2." + std::to_string(10 + i);
        scene.partial_config(1 + 0.01 * i, name, "");
        scene.capf_install(2 + 0.01 * i, i % 2 == 0 ? name : "");
    }
    const phones::Timeline timeline = scene.timeline(10);
    ASSERT_EQ(timeline.phones().size(), 40u);
    for (const Phone &phone : timeline.phones()) {
        EXPECT_EQ(phone.transfers.size(), 1u);
        EXPECT_EQ(phone.capf.size(), 1u);
        EXPECT_EQ(phone.addresses.size(), 1u);
    }
}

}  // namespace
}  // namespace capf::test
