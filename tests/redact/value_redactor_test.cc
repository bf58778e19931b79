// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/value_redactor.h"

#include <gtest/gtest.h>

namespace capf::redact {
namespace {

using namespace findings;

class ValueRedactorTest : public testing::Test {
protected:
    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    const ValueRedactor redactor_{names_};
    const std::string phone_ = names_.device("SEPA45630BBFA40");
    const std::string address_ = address_pseudonym(names_, "10.48.46.4");

    template <typename Kind>
    [[nodiscard]] Kind applied(Kind one) const {
        Value value = std::move(one);
        redactor_.apply(value);
        return std::get<Kind>(value);
    }
};

TEST_F(ValueRedactorTest, AddressesOfEveryKind) {
    ASSERT_NE(address_, "");
    EXPECT_NE(address_, "10.48.46.4");
    EXPECT_EQ(redactor_.address("10.48.46.4"), address_);
    for (const char *one : {"2001:470:1::2", "a4:56:30:bb:fa:40", "a4-56-30-bb-fa-40"}) {
        EXPECT_NE(redactor_.address(one), one);
        EXPECT_NE(redactor_.address(one), kHidden) << one;
    }
    EXPECT_EQ(redactor_.address("cucm85"), kHidden) << "no address, and so nobody knows what it is";
    EXPECT_EQ(redactor_.address(""), "");
    EXPECT_EQ(address_pseudonym(names_, "256.1.1.1"), "");
}

TEST_F(ValueRedactorTest, EachValueByWhatItIs) {
    EXPECT_EQ(applied(DeviceName{"SEPA45630BBFA40"}).text, phone_);
    EXPECT_EQ(applied(DeviceName{"10.48.46.4"}).text, address_) << "a phone that is known by its address";
    EXPECT_EQ(applied(IpAddress{"10.48.46.4"}).text, address_);
    EXPECT_EQ(applied(Endpoint{"10.48.46.4", 3804}), (Endpoint{address_, 3804}));
    EXPECT_EQ(applied(HostName{"cucm85", 3804}).text, names_.name("cucm85"));
    EXPECT_EQ(applied(HostName{"10.48.46.4"}).text, address_);
    EXPECT_EQ(applied(FileName{"ITLSEPA45630BBFA40.tlv"}).text, "ITL" + phone_ + ".tlv");
    EXPECT_EQ(applied(Quote{"call Bob"}).text, kHidden);
}

TEST_F(ValueRedactorTest, WhatTellsOfNobodyStays) {
    EXPECT_EQ(applied(Term{"handshake_failure"}).text, "handshake_failure");
    EXPECT_EQ(applied(Hex{"4ee5f8c1"}).text, "4ee5f8c1");
    EXPECT_EQ(applied(Number{3804}).value, 3804);
    EXPECT_EQ(applied(Date{1384858600}).seconds, 1384858600);
}

TEST_F(ValueRedactorTest, AServersAnswerKeepsItsCode) {
    FileAnswer answer;
    answer.tftp_error = 1;
    answer.message = "no such file: SEPA45630BBFA40";
    answer.icmp_reporter = "10.48.46.4";
    answer = applied(answer);
    EXPECT_EQ(answer.tftp_error, 1);
    EXPECT_EQ(answer.message, kHidden);
    EXPECT_EQ(answer.icmp_reporter, address_);
}

TEST_F(ValueRedactorTest, APathLosesItsFoldersAndItsNames) {
    EXPECT_EQ(redactor_.path("/home/bob/SEPA45630BBFA40-lsc.key"), phone_ + "-lsc.key");
    EXPECT_EQ(redactor_.path("from-10.48.46.4.pcap"), "from-" + address_ + ".pcap");
    EXPECT_EQ(redactor_.path("csfjane.key", {"CSFJANE"}).find("jane"), std::string::npos);
    EXPECT_EQ(redactor_.path("capture.pcapng"), "capture.pcapng");
}

TEST_F(ValueRedactorTest, DistinguishedNames) {
    const std::string one = redactor_.distinguished_name("CN=cucm85;OU=It;O=Acme;L=KRK;ST=PL;C=PL");
    for (const char *original : {"cucm85", "=It", "Acme", "KRK", "PL"}) {
        EXPECT_EQ(one.find(original), std::string::npos) << one;
    }
    EXPECT_TRUE(one.starts_with("CN=") && one.ends_with("C=ZZ")) << one;
}

}  // namespace
}  // namespace capf::redact
