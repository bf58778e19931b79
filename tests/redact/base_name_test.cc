// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/base_name.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/redact/address_pseudonym.h"

namespace capf::redact {
namespace {

class BaseNameTest : public testing::Test {
protected:
    std::string redact(const std::string &name) const { return redact_base_name(names_, name, known_); }
    std::string address(const std::string &text) const { return address_pseudonym(names_, text); }

    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    const std::string phone_ = names_.device("SEPA45630BBFA40");
    KnownNames known_;
};

TEST_F(BaseNameTest, HardwareNamesWhereverTheyStand) {
    EXPECT_EQ(redact("SEPA45630BBFA40.pcapng"), phone_ + ".pcapng");
    EXPECT_EQ(redact("case_SEPA45630BBFA40-2.pcap"), "case_" + phone_ + "-2.pcap");
    EXPECT_EQ(redact("caseSEPA45630BBFA40a.pcap"), "case" + phone_ + "a.pcap");
    EXPECT_EQ(redact("ITLSEPA45630BBFA40.pcap"), "ITL" + phone_ + ".pcap");
    EXPECT_EQ(redact("ITLATAA45630BBFA40.pcap"), "ITL" + names_.device("ATAA45630BBFA40") + ".pcap");
    EXPECT_EQ(redact("sepa45630bbfa40.pcap"), names_.device("sepa45630bbfa40") + ".pcap");
    EXPECT_EQ(redact("SepA45630bbFA40.pcap"), phone_ + ".pcap");
}

TEST_F(BaseNameTest, MacAddresses) {
    EXPECT_EQ(redact("A45630BBFA40.pcap").find("BBFA"), std::string::npos);
    EXPECT_EQ(redact("a4:56:30:bb:fa:40.pcap"), address("a4:56:30:bb:fa:40") + ".pcap");
    EXPECT_EQ(redact("phone-a4-56-30-bb-fa-40.pcap"), "phone-" + address("a4-56-30-bb-fa-40") + ".pcap");
    for (const char *name : {"x_a4_56_30_bb_fa_40_x.pcap", "a456.30bb.fa40.pcap", "phone_a45630bbfa40.pcap"}) {
        EXPECT_EQ(redact(name).find("fa"), std::string::npos) << redact(name);
        EXPECT_EQ(redact(name).size(), std::string(name).size());
    }
    EXPECT_EQ(redact("001122334455.pcap").find("1122"), std::string::npos) << "digits alone are an address as well";
}

TEST_F(BaseNameTest, IpAddresses) {
    const std::string four = address("10.48.46.4"), six = address("2001:470:1::2");
    EXPECT_EQ(redact("10.48.46.4.pcap"), four + ".pcap");
    EXPECT_EQ(redact("tftp-10.48.46.4-eth0.pcap"), "tftp-" + four + "-eth0.pcap");
    EXPECT_EQ(redact("host10.48.46.4b.pcap"), "host" + four + "b.pcap");
    EXPECT_EQ(redact("10.48.46.4.69-10.48.46.4.50000.pcap"), four + ".69-" + four + ".50000.pcap");
    EXPECT_EQ(redact("010.048.046.004.pcap"), four + ".pcap");
    EXPECT_EQ(redact("cm 2001:470:1::2.pcap"), "cm " + six + ".pcap");
    for (const char separator : {'-', '_'}) {
        std::string original = "10.48.46.4", pseudonym = four;
        for (std::string *one : {&original, &pseudonym}) std::replace(one->begin(), one->end(), '.', separator);
        EXPECT_EQ(redact("cm_" + original + "_x.pcap"), "cm_" + pseudonym + "_x.pcap");
    }
    EXPECT_EQ(redact("2001-470-1--2.pcap").find("470"), std::string::npos);
}

TEST_F(BaseNameTest, WhatIsNoAddressStays) {
    for (const char *name :
         {"capture.pcapng", "phone_00001_20260302090000.pcapng", "2026-03-02-09-00-00.pcap", "2026-03-02_09-00-00.pcap",
          "2026_03_02_09_00_00.pcap", "v12-5.pcap", "10.1.2.pcap", "256.1.1.1.pcap", "feed-beef.pcap", "a",
          "4ee5f8c1a2b3c4d5e6f708192a3b4c5d.pcap", "s36-plaintext.pcap", "", "-", "...", "\xC3"}) {
        EXPECT_EQ(redact(name), name);
    }
}

TEST_F(BaseNameTest, KnownNames) {
    known_.devices = {"CSFAKOVACS"};
    known_.add_host("dcucm01.kestrel.example");
    known_.add_host("10.48.46.4");
    known_.add_distinguished_name("C=PL,O=Kestrel Freight,CN=pub");
    const std::string user = names_.device("CSFAKOVACS"), pub = names_.name("pub"), host = names_.name("dcucm01");
    EXPECT_EQ(redact("CSFAKOVACS.pcap"), user + ".pcap");
    EXPECT_EQ(redact("xCSFAKOVACS2.pcap"), "x" + user + "2.pcap") << "wherever it stands";
    EXPECT_EQ(redact("csfakovacs.pcap"), names_.device("csfakovacs") + ".pcap");
    EXPECT_EQ(redact("pub.pcap"), pub + ".pcap");
    EXPECT_EQ(redact("PUB_1.pcap"), pub + "_1.pcap");
    EXPECT_EQ(redact("at-pub-1.pcap"), "at-" + pub + "-1.pcap");
    EXPECT_EQ(redact("ITLpub.pcap"), "ITL" + pub + ".pcap");
    EXPECT_EQ(redact("publisher.pcap"), "publisher.pcap") << "another word";
    EXPECT_EQ(redact("pub1.pcap"), "pub1.pcap") << "another host";
    EXPECT_EQ(redact("dcucm01.pcap"), host + ".pcap") << "without its domain";
    EXPECT_EQ(redact("x dcucm01_kestrel_example.pcap"), "x " + names_.name("dcucm01.kestrel.example") + ".pcap");
    EXPECT_EQ(redact("kestrel-freight.pcap"), names_.name("Kestrel Freight") + ".pcap");
    EXPECT_EQ(redact("PL 10.pcap"), "PL 10.pcap") << "a country, and the first number of an address";
}

TEST_F(BaseNameTest, TheEndingStays) {
    for (const char *name : {"pcapng", "key", "phone", "lab"}) known_.add_host(name);
    EXPECT_EQ(redact("phone.pcapng.gz"), names_.name("phone") + ".pcapng.gz");
    EXPECT_EQ(redact("key.key"), names_.name("key") + ".key");
    EXPECT_EQ(redact("x.lab"), "x." + names_.name("lab")) << "no kind of file";
}

TEST_F(BaseNameTest, LettersBeyondAscii) {
    known_.add_host("Z\xC3\xBCrich");
    known_.add_host("rich");
    EXPECT_EQ(redact("Z\xC3\xBCrich.pcap"), names_.name("Z\xC3\xBCrich") + ".pcap");
    EXPECT_EQ(redact("M\xC3\xBCrich.pcap"), "M\xC3\xBCrich.pcap") << "no word begins there";
}

}  // namespace
}  // namespace capf::redact
