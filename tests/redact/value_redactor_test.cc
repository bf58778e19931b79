// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/value_redactor.h"

#include <gtest/gtest.h>

#include "analyzer/redact/address_pseudonym.h"

namespace capf::redact {
namespace {

using namespace findings;

class ValueRedactorTest : public testing::Test {
protected:
    template <typename Kind>
    Kind redacted(Kind original) const {
        Value value{std::move(original)};
        redactor_.apply(value);
        return std::get<Kind>(value);
    }
    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    const ValueRedactor redactor_{names_};
    const std::string phone_ = names_.device("SEPA45630BBFA40");
    const std::string address_ = address_pseudonym(names_, "10.48.46.4");
};

TEST_F(ValueRedactorTest, EachByWhatItIs) {
    EXPECT_EQ(redacted(DeviceName{"SEPA45630BBFA40"}).text, phone_);
    EXPECT_EQ(redacted(IpAddress{"10.48.46.4"}).text, address_);
    EXPECT_EQ(redacted(IpAddress{"no address"}).text, kHidden);
    EXPECT_EQ(redacted(HostName{"cucm85", 3804}).text, names_.name("cucm85"));
    EXPECT_EQ(redacted(HostName{"cucm85", 3804}).port, 3804);
    EXPECT_EQ(redacted(Endpoint{"10.48.46.4", 69}).address, address_);
    EXPECT_EQ(redacted(FileName{"ITLSEPA45630BBFA40.tlv"}).text, "ITL" + phone_ + ".tlv");
    EXPECT_EQ(redacted(FilePath{"/home/anna/SEPA45630BBFA40.key"}).text, phone_ + ".key");
    EXPECT_EQ(redacted(Quote{"ask Anna"}).text, kHidden);
    EXPECT_EQ(redacted(Quote{""}).text, "");
    const FileAnswer answer = redacted(FileAnswer{0, 1, false, "ask Anna", "10.48.46.4"});
    EXPECT_EQ(answer.message, kHidden);
    EXPECT_EQ(answer.icmp_reporter, address_);
    EXPECT_EQ(answer.tftp_error, 1);
    EXPECT_EQ(redacted(Term{"RSA 1024"}).text, "RSA 1024");
    EXPECT_EQ(redacted(Hex{"4ee5f8c1"}).text, "4ee5f8c1");
    EXPECT_EQ(redacted(Number{7}).value, 7);
}

TEST_F(ValueRedactorTest, OneOriginalHasOnePseudonym) {
    EXPECT_EQ(redactor_.host("10.48.46.4"), address_);
    EXPECT_EQ(redactor_.device("10.48.46.4"), address_);
    EXPECT_EQ(redactor_.distinguished_name("CN=10.48.46.4"), "CN=" + address_);
    EXPECT_EQ(redactor_.distinguished_name("CN=SEPA45630BBFA40"), "CN=" + phone_);
    EXPECT_EQ(redactor_.host("CP-8845-SEPA45630BBFA40"), "CP-8845-" + phone_);
    EXPECT_EQ(redactor_.host("CAPF_SEPA45630BBFA40"), "CAPF_" + phone_);
    EXPECT_EQ(redactor_.host("anna kovacs SEPA45630BBFA40").find("anna"), std::string::npos);
    EXPECT_TRUE(redactor_.host("anna kovacs SEPA45630BBFA40").ends_with(phone_));
    EXPECT_EQ(redactor_.host("CP-Anna-1-SEPA45630BBFA40").find("Anna"), std::string::npos);
    EXPECT_EQ(redactor_.host("a4:56:30:bb:fa:40"), address_pseudonym(names_, "a4:56:30:bb:fa:40"));
}

TEST_F(ValueRedactorTest, DistinguishedNamesKeepTheirTypes) {
    const std::string one = redactor_.distinguished_name("CN=cucm85;OU=It;O=Acme;L=KRK;ST=PL;C=PL");
    for (const char *original : {"cucm85", "=It", "Acme", "KRK", "PL"}) {
        EXPECT_EQ(one.find(original), std::string::npos) << one;
    }
    EXPECT_TRUE(one.starts_with("CN=" + names_.name("cucm85") + ";OU=") && one.ends_with(";C=ZZ")) << one;
    EXPECT_EQ(redactor_.distinguished_name("Anna's own"), names_.name("Anna's own"));
    EXPECT_EQ(redactor_.distinguished_name("CN=a,kovacs=b").find("KOVACS"), std::string::npos) << "no type";
    EXPECT_EQ(redactor_.distinguished_name(""), "");
}

TEST_F(ValueRedactorTest, FilesOfTheUsers) {
    KnownNames known;
    known.add_host("cucm85");
    EXPECT_EQ(ValueRedactor(names_, known).path("/cases/cucm85.pcap"), names_.name("cucm85") + ".pcap");
    EXPECT_EQ(redactor_.path("/cases/10.48.46.4.pcap"), address_ + ".pcap");
    EXPECT_EQ(redactor_.path("lists/ITLCSFANNA.tlv"), "ITL" + names_.device("CSFANNA") + ".tlv") << "a phone's file";
    EXPECT_EQ(redactor_.path("lists/ITLFile.tlv"), "ITLFile.tlv");
    known.whole_names = true;
    EXPECT_EQ(ValueRedactor(names_, known).path("/cases/anna").find("anna"), std::string::npos);
}

}  // namespace
}  // namespace capf::redact
