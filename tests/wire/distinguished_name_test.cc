// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/signed_header.h"
#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DistinguishedName, TakesBothSeparators) {
    const auto expected = ElementsAre(DnAttribute{"CN", "cucm85"}, DnAttribute{"OU", "It"}, DnAttribute{"C", "PL"});
    EXPECT_THAT(split_distinguished_name("CN=cucm85;OU=It;C=PL"), expected);
    EXPECT_THAT(split_distinguished_name("CN=cucm85,OU=It,C=PL"), expected);
    EXPECT_THAT(split_distinguished_name(" cn = cucm85 , ou=It ;\tc=PL "), expected);
    EXPECT_THAT(split_distinguished_name("CN=cucm85,;OU=It;;C=PL;"), expected);
}

TEST(DistinguishedName, TakesEscapes) {
    EXPECT_THAT(split_distinguished_name("CN=a\\,OU=b,O=c"),
                ElementsAre(DnAttribute{"CN", "a,OU=b"}, DnAttribute{"O", "c"}));
    EXPECT_THAT(split_distinguished_name("CN=M\\C3\\BCller"), ElementsAre(DnAttribute{"CN", "M\xC3\xBCller"}));
    EXPECT_THAT(split_distinguished_name("CN=end\\ ,O=\\\\"),
                ElementsAre(DnAttribute{"CN", "end "}, DnAttribute{"O", "\\"}));
    EXPECT_THAT(split_distinguished_name("CN=a\\"), ElementsAre(DnAttribute{"CN", "a"}));
}

TEST(DistinguishedName, KeepsSeparatorsThatSeparateNothing) {
    EXPECT_THAT(split_distinguished_name("O=Cisco Systems, Inc;C=US"),
                ElementsAre(DnAttribute{"O", "Cisco Systems, Inc"}, DnAttribute{"C", "US"}));
    EXPECT_THAT(split_distinguished_name("CN=x=y"), ElementsAre(DnAttribute{"CN", "x=y"}));
    EXPECT_THAT(split_distinguished_name("CN=,O=b"), ElementsAre(DnAttribute{"CN", ""}, DnAttribute{"O", "b"}));
    EXPECT_THAT(split_distinguished_name("no name"), ElementsAre(DnAttribute{"", "no name"}));
    EXPECT_THAT(split_distinguished_name(" ;, "), IsEmpty());
    EXPECT_THAT(split_distinguished_name("1.2.840.113549.1.9.1=a@b"),
                ElementsAre(DnAttribute{"1.2.840.113549.1.9.1", "a@b"}));
}

TEST(DistinguishedName, ComparesWhateverOrderAndSeparators) {
    EXPECT_TRUE(same_distinguished_name("CN=a;OU=b;O=c", "CN=a,OU=b,O=c"));
    EXPECT_TRUE(same_distinguished_name("CN=a;OU=b;O=c", "O=c, OU=b, CN=a"));
    EXPECT_TRUE(same_distinguished_name("cn=a", "CN=a"));
    EXPECT_FALSE(same_distinguished_name("CN=a;OU=b;O=c", "OU=b;CN=a;O=c"));
    EXPECT_FALSE(same_distinguished_name("CN=a;OU=b", "CN=a"));
    EXPECT_FALSE(same_distinguished_name("CN=a", "CN=a;OU=b"));
    EXPECT_FALSE(same_distinguished_name("CN=a", "CN=A"));
}

TEST(DistinguishedName, LongRunsOfSeparatorsCostLittle) {
    std::string name = "CN=";
    for (int i = 0; i < 1000000; ++i) name += ",;";
    name += "a";
    const auto attributes = split_distinguished_name(name);
    ASSERT_EQ(attributes.size(), 1U);
    EXPECT_EQ(attributes[0].value.size(), 2000001U);
}

}  // namespace
}  // namespace capf::wire
