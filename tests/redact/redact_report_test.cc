// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_report.h"

#include <gtest/gtest.h>

#include "analyzer/redact/redact_elements.h"

namespace capf::redact {
namespace {

class RedactReportTest : public testing::Test {
protected:
    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    const ValueRedactor redactor_{names_};
};

TEST_F(RedactReportTest, FilesOfTheCaptureAndTheProblemThatNamesThem) {
    findings::CaptureReport report;
    report.file = "/cases/cm1_00001.pcap";
    report.parts = {{"/cases/cm1_00001.pcap", 1, 5}, {"/cases/cm1_00002.pcap", 6, 5}};
    report.problem = "/cases/cm1_00002.pcap: cut off (/cases/cm1_00002.pcap)";
    findings::PhoneReport &phone = report.phones.emplace_back();
    phone.device = "SEPA45630BBFA40";
    phone.capf_server.text = "cm1";
    redact_report(report, names_);
    const std::string host = names_.name("cm1");
    EXPECT_EQ(report.file, host + "_00001.pcap");
    EXPECT_EQ(report.parts[1].file, host + "_00002.pcap");
    EXPECT_EQ(report.problem, host + "_00002.pcap: cut off (" + host + "_00002.pcap)");
    EXPECT_EQ(report.phones[0].device, names_.device("SEPA45630BBFA40"));
    EXPECT_TRUE(report.redacted);
}

TEST_F(RedactReportTest, Registrations) {
    findings::CaptureReport report;
    findings::RegistrationReport &one = report.phones.emplace_back().registrations.emplace_back();
    one.server = {"198.51.100.7", 5060};
    one.values = {{findings::Param::status, findings::Number{403}},
                  {findings::Param::reason, findings::Quote{"no such phone: SEPA45630BBFA40"}},
                  {findings::Param::warning, findings::Quote{"399 cm1 \"anna\""}}};
    redact_report(report, names_);
    const findings::RegistrationReport &redacted = report.phones[0].registrations[0];
    EXPECT_EQ(redacted.server, redactor_.endpoint({"198.51.100.7", 5060}));
    EXPECT_EQ(std::get<findings::Number>(redacted.values[0].second).value, 403);
    EXPECT_EQ(std::get<findings::Quote>(redacted.values[1].second).text, kHidden);
    EXPECT_EQ(std::get<findings::Quote>(redacted.values[2].second).text, kHidden);
}

TEST_F(RedactReportTest, BytesThatMayNameSomething) {
    std::vector<show::Element> elements(4);
    elements[0].name = "SIGNERNAME";  // no text: shown as bytes
    elements[1].name = "SIGNATURE";
    elements[2].name = "CERTIFICATE";
    elements[3].tag = 99;
    for (show::Element &one : elements) one.hex = "6b65737472656c";
    redact_elements(elements, redactor_);
    EXPECT_EQ(elements[0].hex, "");
    EXPECT_NE(elements[1].hex, "");
    EXPECT_EQ(elements[2].hex, "");
    EXPECT_EQ(elements[3].hex, "");
}

TEST_F(RedactReportTest, FieldsOfAnotherForm) {
    std::vector<show::Field> fields = {
        {"phonePort", "3804", false},   {"phonePort", "anna", false},
        {"fullConfig", "true", false},  {"loadInformation", "sip78xx.14-1-1-0001-125", false},
        {"certHash", "of anna", false}, {"processNodeName", "cm1", false}};
    redact_fields(fields, redactor_);
    EXPECT_EQ(fields[0].value, "3804");
    EXPECT_EQ(fields[1].value, kHidden);
    EXPECT_EQ(fields[2].value, "true");
    EXPECT_EQ(fields[3].value, "sip78xx.14-1-1-0001-125");
    EXPECT_EQ(fields[4].value, kHidden);
    EXPECT_EQ(fields[5].value, names_.name("cm1"));
}

}  // namespace
}  // namespace capf::redact
