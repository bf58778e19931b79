// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/text_redactor.h"

#include <gtest/gtest.h>

namespace capf::redact {
namespace {

class TextRedactorTest : public testing::Test {
protected:
    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    TextRedactor redactor_{names_};
    const std::string phone_ = names_.device("SEPA45630BBFA40");
    const std::string address_ = address_stand_in(names_, "10.48.46.4");
};

TEST_F(TextRedactorTest, AddressesAndDevicesWhereverTheyStand) {
    EXPECT_EQ(redactor_.text("SEPA45630BBFA40 (10.48.46.4) asks"), phone_ + " (" + address_ + ") asks");
    EXPECT_EQ(redactor_.text("10.48.46.4:3804 answers."), address_ + ":3804 answers.");
    EXPECT_EQ(redactor_.text("from 10.48.46.4."), "from " + address_ + ".");
    EXPECT_EQ(redactor_.text("ITLSEPA45630BBFA40.tlv"), "ITL" + phone_ + ".tlv");
    EXPECT_EQ(redactor_.text("CP-8845-SEPA45630BBFA40"), "CP-8845-" + phone_);
    EXPECT_EQ(redactor_.text("[2001:470:1::2]:3804"), "[" + address_stand_in(names_, "2001:470:1::2") + "]:3804");
    EXPECT_EQ(redactor_.text("at a4:56:30:bb:fa:40"), "at " + address_stand_in(names_, "a4:56:30:bb:fa:40"));
}

TEST_F(TextRedactorTest, WhatIsNoAddressStays) {
    for (const std::string text :
         {"TLS 1.0", "2013-11-19 10:56:40 UTC", "73.824626", "RSA 1024", "Wireshark 4.0.17",
          "4ee5f8c1a2b3c4d5e6f708192a3b4c5d", "certHash abc0123456789abcdef0123456789abc", "sip78xx.14-1-1-0001-125",
          "bc:4c:10:00:00:00:00:00:00:6d:11:22", "500:1", "::", "10.1.2", "12 bytes: a: b", "256.1.1.1"}) {
        EXPECT_EQ(redactor_.text(text), text);
    }
}

TEST_F(TextRedactorTest, NamesThatWereLearnt) {
    redactor_.learn_distinguished_name("C=PL,O=Kestrel Freight,OU=It,CN=cucm85");
    redactor_.learn_device("CSFAKOVACS");
    redactor_.learn_device("SEPA45630BBFA40");
    redactor_.learn_name("dcucm01.kestrel.example");
    EXPECT_EQ(redactor_.text("It then asked cucm85"), "It then asked " + names_.name("cucm85")) << "It is a word";
    EXPECT_EQ(redactor_.text("of C=PL,O=Kestrel Freight,OU=It,CN=cucm85 is"),
              "of " + redactor_.distinguished_name("C=PL,O=Kestrel Freight,OU=It,CN=cucm85") + " is");
    EXPECT_EQ(redactor_.text("Kestrel Freight").find("Kestrel"), std::string::npos);
    EXPECT_EQ(redactor_.text("ITLCSFAKOVACS.tlv"), "ITL" + names_.device("CSFAKOVACS") + ".tlv");
    EXPECT_EQ(redactor_.text("csfakovacs.cnf.xml").find("kovacs"), std::string::npos);
    EXPECT_EQ(redactor_.text("a45630bbfa40").find("bbfa"), std::string::npos) << "the MAC address alone";
    EXPECT_EQ(redactor_.text("at dcucm01"), "at " + names_.name("dcucm01"));
    EXPECT_EQ(redactor_.text("xcucm85x"), "xcucm85x") << "a part of another word";
}

TEST_F(TextRedactorTest, DistinguishedNames) {
    const std::string one = redactor_.distinguished_name("CN=cucm85;OU=It;O=Acme;L=KRK;ST=PL;C=PL");
    for (const char *original : {"cucm85", "=It", "Acme", "KRK", "PL"}) {
        EXPECT_EQ(one.find(original), std::string::npos) << one;
    }
    EXPECT_TRUE(one.starts_with("CN=") && one.ends_with("C=ZZ")) << one;
}

}  // namespace
}  // namespace capf::redact
