// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/pseudonyms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace capf::redact {
namespace {

const std::vector<std::uint8_t> kKey(32, 7), kOtherKey(32, 8);

unsigned common_bits(const Ipv4 &a, const Ipv4 &b) {
    for (unsigned bit = 0; bit < 32; ++bit) {
        if (((a[bit / 8] ^ b[bit / 8]) & (0x80U >> bit % 8)) != 0) return bit;
    }
    return 32;
}

TEST(Pseudonyms, TheKeyAndTheOriginalDecide) {
    const Pseudonyms one(kKey), same(kKey), other(kOtherKey);
    EXPECT_EQ(one.device("SEPA45630BBFA40"), same.device("SEPA45630BBFA40"));
    EXPECT_NE(one.device("SEPA45630BBFA40"), other.device("SEPA45630BBFA40"));
    EXPECT_NE(one.ipv4({10, 1, 2, 3}), other.ipv4({10, 1, 2, 3}));
    EXPECT_EQ(one.name("cucm85"), same.name("cucm85"));
}

TEST(Pseudonyms, MacAddressesAreNoVendors) {
    const Pseudonyms names(kKey);
    EXPECT_EQ(names.mac({0xA4, 0x56, 0x30, 0xBB, 0xFA, 0x40})[0], 0x02);
    EXPECT_EQ(names.mac({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), (Mac{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}));
    EXPECT_EQ(names.mac({0x01, 0, 0x5E, 1, 2, 3}), (Mac{0x01, 0, 0x5E, 1, 2, 3})) << "multicast";
    EXPECT_EQ(names.mac({}), Mac{});
}

TEST(Pseudonyms, ADeviceHasItsAddressInItsName) {
    const Pseudonyms names(kKey);
    const Mac mac = names.mac({0xA4, 0x56, 0x30, 0xBB, 0xFA, 0x40});
    std::string wanted = "SEP";
    for (const std::uint8_t byte : mac) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02X", byte);
        wanted += digits;
    }
    EXPECT_EQ(names.device("SEPA45630BBFA40"), wanted);
    EXPECT_EQ(names.device("sepa45630bbfa40").size(), wanted.size());
    EXPECT_EQ(names.name("CP-8845-SEPA45630BBFA40"), "CP-8845-" + wanted) << "a MIC";
    const std::string soft = names.device("CSFAKOVACS");
    EXPECT_TRUE(soft.starts_with("CSF")) << soft;
    EXPECT_EQ(soft.size(), 10U);
    EXPECT_EQ(soft.find("KOVACS"), std::string::npos);
}

TEST(Pseudonyms, PrefixesStayTogether) {
    const Pseudonyms names(kKey);
    const Ipv4 hosts[] = {{10, 48, 46, 4},  {10, 48, 46, 5},  {10, 48, 47, 4},   {10, 147, 94, 55},
                          {192, 168, 1, 1}, {192, 168, 1, 2}, {172, 16, 20, 169}};
    for (const Ipv4 &a : hosts) {
        for (const Ipv4 &b : hosts) EXPECT_EQ(common_bits(names.ipv4(a), names.ipv4(b)), common_bits(a, b));
    }
}

TEST(Pseudonyms, RangesKeepTheirMeaning) {
    const Pseudonyms names(kKey);
    EXPECT_EQ(names.ipv4({10, 1, 2, 3})[0], 10);
    EXPECT_EQ(names.ipv4({192, 168, 1, 2})[1], 168);
    EXPECT_EQ(names.ipv4({172, 20, 1, 2})[1] >> 4, 1);
    for (const Ipv4 &stays : {Ipv4{0, 0, 0, 0}, Ipv4{127, 0, 0, 1}, Ipv4{255, 255, 255, 255}, Ipv4{224, 0, 0, 1}}) {
        EXPECT_EQ(names.ipv4(stays), stays);
    }
    std::set<Ipv4> seen;
    for (unsigned i = 0; i < 4096; ++i) {
        const Ipv4 original = {static_cast<std::uint8_t>(1 + i % 9), static_cast<std::uint8_t>(i >> 8),
                               static_cast<std::uint8_t>(i), 1};
        const Ipv4 mapped = names.ipv4(original);
        seen.insert(mapped);
        EXPECT_TRUE(mapped[0] != 0 && mapped[0] != 10 && mapped[0] != 127 && mapped[0] < 224) << "public stays public";
    }
    EXPECT_EQ(seen.size(), 4096U) << "one for one";
}

TEST(Pseudonyms, ADevicesMadeUpAddress) {
    const Pseudonyms names(kKey);
    for (const char *name : {"SEP111111111111", "SEP000000000000", "SEPFFFFFFFFFFFF"}) {
        EXPECT_TRUE(names.device(name).starts_with("SEP02")) << names.device(name);
        EXPECT_TRUE(names.name(name).starts_with("SEP02")) << names.name(name);
    }
}

TEST(Pseudonyms, Ipv6) {
    const Pseudonyms names(kKey);
    const Ipv6 a = {0x20, 0x01, 0x04, 0x70, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1};
    Ipv6 b = a;
    b[15] = 2;
    const Ipv6 mapped_a = names.ipv6(a), mapped_b = names.ipv6(b);
    EXPECT_EQ(mapped_a[0], 0x3F);
    EXPECT_EQ(mapped_a[1], 0xFF);
    EXPECT_TRUE(std::equal(mapped_a.begin(), mapped_a.begin() + 15, mapped_b.begin()));
    EXPECT_NE(mapped_a, mapped_b);
    EXPECT_EQ(names.ipv6({0xFE, 0x80, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0xFF, 0xFE, 4, 5, 6})[0], 0xFE);
    Ipv6 inside{};
    inside[10] = inside[11] = 0xFF;
    inside[12] = 10;
    inside[15] = 9;
    const Ipv4 four = names.ipv4({10, 0, 0, 9});
    EXPECT_TRUE(std::equal(four.begin(), four.end(), names.ipv6(inside).begin() + 12));
}

TEST(Pseudonyms, HostsOfOneDomainStayTogether) {
    const Pseudonyms names(kKey);
    const std::string one = names.name("cucm01.kestrel.example"), two = names.name("cucm02.kestrel.example");
    EXPECT_NE(one, two);
    EXPECT_EQ(one.substr(one.find('.')), two.substr(two.find('.')));
    EXPECT_EQ(one.substr(0, one.find('.')), names.name("cucm01"));
    EXPECT_TRUE(names.name("CAPF-8d2f41a7").starts_with("CAPF-"));
    EXPECT_NE(names.name("CAPF-8d2f41a7"), "CAPF-8d2f41a7");
}

}  // namespace
}  // namespace capf::redact
