// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cucm/shown_trust_list.h"

#include <gtest/gtest.h>

#include <string>

namespace capf::cucm {
namespace {

constexpr std::string_view kShown = R"(admin:show itl
The checksum value of the ITL file:
21b5a2b0d4d1bb5a5a8c2b0c5b3b4b7d(MD5)
7cb9d1a25a8c2b0c5b3b4b7d21b5a2b0d4d1bb5a(SHA1)

Length of ITL file: 5438
The ITL File was last modified on Wed Jul 27 10:16:24 EDT 2011

	Parse ITL File
	----------------

Version:	1.2
HeaderLength:	296 (BYTES)

BYTEPOS	TAG		LENGTH	VALUE
-------	---		------	-----
3	SIGNERID	2	110
4	SIGNERNAME	76	CN=cucm-pub.example.net;
				OU=TAC;O=Cisco;L=Boxborough;ST=MA;C=US
5	SERIALNUMBER	10	21:00:2D:17:00:00:00:00:00:05
6	CANAME		15	CN=EXAMPLE-AD
7	SIGNATUREINFO	2	15
8	DIGESTALGORTITHM	1

	ITL Record #:1
	  ----
BYTEPOS	TAG		LENGTH	VALUE
-------	---		------	-----
1	RECORDLENGTH	2	1972
2	DNSNAME		2
3	SUBJECTNAME	76	CN=cucm-pub.example.net;
				OU=TAC;O=Cisco;L=Boxborough;ST=MA;C=US
4	FUNCTION	2	System Administrator Security Token
5	ISSUERNAME	15	CN=EXAMPLE-AD
6	SERIALNUMBER	10	21:00:2D:17:00:00:00:00:00:05
7	PUBLICKEY	140
8	SIGNATURE	256
9	CERTIFICATE	902	19 33 E0 5A 8C 2B 0C 5B 3B 4B 7D 21 B5 A2 B0 D4 D1 BB 5A 11 (SHA1 Hash HEX)
This etoken was used to sign the ITL file.

	ITL Record #:2
	  ----
BYTEPOS	TAG		LENGTH	VALUE
-------	---		------	-----
1	RECORDLENGTH	2	33
2	DNSNAME		13	192.0.2.10
4	FUNCTION	2	CCM+TFTP

	ITL Record #:3
	  ----
1	RECORDLENGTH	2	455
4	FUNCTION	2	CAPF
10	IPADDRESS	4

The ITL file was verified successfully.
)";

TEST(ShownTrustList, ReadsTheFileItsSignerAndItsRecords) {
    const auto lists = parse_shown_trust_lists(kShown);
    ASSERT_EQ(lists.size(), 1U);
    const ShownTrustList &list = lists[0];
    EXPECT_FALSE(list.is_ctl);
    EXPECT_FALSE(list.missing);
    EXPECT_EQ(list.length, 5438);
    EXPECT_EQ(list.md5, "21b5a2b0d4d1bb5a5a8c2b0c5b3b4b7d");
    EXPECT_EQ(list.sha1, "7cb9d1a25a8c2b0c5b3b4b7d21b5a2b0d4d1bb5a");
    EXPECT_EQ(list.last_modified, "Wed Jul 27 10:16:24 EDT 2011");
    EXPECT_EQ(list.version, "1.2");
    EXPECT_EQ(list.signer, "CN=cucm-pub.example.net;OU=TAC;O=Cisco;L=Boxborough;ST=MA;C=US") << "over two lines";
    EXPECT_EQ(list.signer_serial, "21002d17000000000005");
    EXPECT_EQ(list.signer_issuer, "CN=EXAMPLE-AD");
    EXPECT_TRUE(list.verified);
    ASSERT_EQ(list.records.size(), 3U);
    EXPECT_EQ(list.records[0].length, 1972);
    EXPECT_EQ(list.records[0].subject, "CN=cucm-pub.example.net;OU=TAC;O=Cisco;L=Boxborough;ST=MA;C=US");
    EXPECT_EQ(list.records[0].function, "System Administrator Security Token");
    EXPECT_EQ(list.records[0].certificate_digest, "1933e05a8c2b0c5b3b4b7d21b5a2b0d4d1bb5a11");
    EXPECT_TRUE(list.records[0].signed_the_file);
    EXPECT_FALSE(list.records[1].signed_the_file);
    EXPECT_EQ(list.records[1].dns_name, "192.0.2.10");
    EXPECT_EQ(list.records[1].certificate_digest, "") << "a record without a certificate";
}

TEST(ShownTrustList, FindsRoles) {
    const auto lists = parse_shown_trust_lists(kShown);
    ASSERT_EQ(lists.size(), 1U);
    EXPECT_EQ(lists[0].find_role("CAPF"), &lists[0].records[2]);
    EXPECT_EQ(lists[0].find_role("TFTP"), &lists[0].records[1]);
    EXPECT_EQ(lists[0].find_role("CCM+TFTP"), &lists[0].records[1]);
    EXPECT_EQ(lists[0].find_role("TVS"), nullptr);
    EXPECT_EQ(lists[0].find_role(""), nullptr);
}

TEST(ShownTrustList, SaysThatThereIsNone) {
    const auto lists = parse_shown_trust_lists(
        "admin:show ctl\r\nLength of CTL file: 0\r\nCTL File not found. Please run CTLClient plugin.\r\nadmin:");
    ASSERT_EQ(lists.size(), 1U);
    EXPECT_TRUE(lists[0].is_ctl);
    EXPECT_TRUE(lists[0].missing);
    EXPECT_EQ(lists[0].length, 0);
    EXPECT_TRUE(lists[0].records.empty());
    EXPECT_FALSE(lists[0].verified);
}

TEST(ShownTrustList, ReadsSeveralOutOfOneTerminal) {
    const std::string text =
        std::string(kShown) + "admin:show ctl\nThe checksum value of the CTL file:\nLength of CTL file: 9\n";
    const auto lists = parse_shown_trust_lists(text);
    ASSERT_EQ(lists.size(), 2U);
    EXPECT_FALSE(lists[0].is_ctl);
    EXPECT_TRUE(lists[1].is_ctl);
    EXPECT_EQ(lists[1].length, 9);
}

TEST(ShownTrustList, CutAnywhereItSaysLess) {
    for (std::size_t cut = 0; cut < kShown.size(); ++cut) {
        const auto lists = parse_shown_trust_lists(kShown.substr(0, cut));
        ASSERT_LE(lists.size(), 1U);
        if (!lists.empty()) {
            EXPECT_LE(lists[0].records.size(), 3U);
        }
        static_cast<void>(parse_shown_trust_lists(kShown.substr(cut)));
    }
}

TEST(ShownTrustList, OtherTextsAreNone) {
    EXPECT_TRUE(looks_like_shown_trust_list(kShown));
    EXPECT_FALSE(looks_like_shown_trust_list(""));
    EXPECT_FALSE(looks_like_shown_trust_list("admin:show itl\n"));
    EXPECT_FALSE(looks_like_shown_trust_list("name md5hash\n==== =======\nSEP0123456789AB 00\n"));
    EXPECT_FALSE(looks_like_shown_trust_list("1 NOT Nov 29 06:33:59.011270 x-y\n"));
}

}  // namespace
}  // namespace capf::cucm
