// SPDX-License-Identifier: GPL-2.0-or-later
// The tables across phones: what makes a row, which rows are one, and their order.
#include "analyzer/report/across_phones.h"

#include <gtest/gtest.h>

#include "analyzer/report/csv_report.h"
#include "tests/unit/scene.h"

namespace capf::report {
namespace {

using namespace findings;
using dissection::FrameTime;

FileReport list(const std::string &server, const std::string &digest, std::uint32_t frame) {
    FileReport file;
    file.kind = "itl";
    file.is_trust_list = true;
    file.server = server;
    file.sha256 = digest;
    file.signer = "CN=cm1";
    file.asked = FrameTime{frame, frame * 1000};
    return file;
}

PhoneReport phone(const std::string &device) {
    PhoneReport report;
    if (!device.empty()) report.device = device;
    report.addresses = {"192.0.2.7"};
    return report;
}

CaptureReport capture(const std::string &file, std::vector<PhoneReport> phones) {
    CaptureReport report;
    report.file = file;
    report.phones = std::move(phones);
    return report;
}

TEST(AcrossPhones, JoinsPhonesThatGotOneListFromOneServer) {
    PhoneReport first = phone("SEP000000000001"), second = phone("SEP000000000002");
    first.files = {list("10.0.0.1", "aa", 5), list("10.0.0.1", "aa", 9)};
    second.files = {list("10.0.0.1", "aa", 3)};
    const auto rows = across_phones({capture("a.pcap", {first, second})}).trust_lists;
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].phones, (std::vector<std::string>{"SEP000000000001", "SEP000000000002"}));
    EXPECT_EQ(rows[0].first.frame, 3U);
    EXPECT_FALSE(rows[0].differs);
}

TEST(AcrossPhones, MarksListsThatNotAllServersGiveOut) {
    PhoneReport one = phone("SEP000000000001");
    one.files = {list("10.0.0.2", "bb", 7), list("10.0.0.1", "aa", 5), list("10.0.0.2", "aa", 6)};
    const auto rows = across_phones({capture("a.pcap", {one})}).trust_lists;
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].server, "10.0.0.1");
    EXPECT_FALSE(rows[0].differs);
    EXPECT_FALSE(rows[1].differs);
    EXPECT_EQ(rows[2].records_sha256, "bb");
    EXPECT_TRUE(rows[2].differs);
}

// Lists of clusters that have nothing to do with each other are other lists, and no difference.
TEST(AcrossPhones, ComparesTheServersOfACluster) {
    PhoneReport one = phone("SEP000000000001"), other = phone("SEP000000000002"), third = phone("SEP000000000003");
    one.files = {list("10.0.0.1", "aa", 5)};
    other.files = {list("10.0.0.2", "bb", 6)};
    other.files[0].signer = "CN=another";
    EXPECT_FALSE(across_phones({capture("a.pcap", {one, other})}).trust_lists[1].differs);
    third.files = {list("10.0.0.1", "aa", 7), list("10.0.0.2", "bb", 8)};
    third.files[1].signer = "CN=another";
    EXPECT_TRUE(across_phones({capture("a.pcap", {one, other, third})}).trust_lists[1].differs);
    other.files[0].signer = "CN=cm1";
    EXPECT_TRUE(across_phones({capture("a.pcap", {one, other})}).trust_lists[0].differs);
}

// The header of a phone's own list may name the phone.
TEST(AcrossPhones, FilesWithTheSameRecordsAreOneList) {
    PhoneReport one = phone("SEP000000000001"), other = phone("SEP000000000002");
    one.files = {list("10.0.0.1", "aa", 1)};
    other.files = {list("10.0.0.1", "bb", 2), list("10.0.0.2", "cc", 3)};
    for (PhoneReport *phone : {&one, &other}) {
        for (FileReport &file : phone->files) file.records_sha256 = "dd";
    }
    const auto rows = across_phones({capture("a.pcap", {one, other})}).trust_lists;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].sha256, (std::vector<std::string>{"aa", "bb"}));
    EXPECT_FALSE(rows[0].differs);
    EXPECT_FALSE(rows[1].differs);
}

// A cluster whose list was renewed gives out two, one after the other.
TEST(AcrossPhones, AListThatEveryServerRenewedIsNoDifference) {
    PhoneReport one = phone("SEP000000000001");
    one.files = {list("10.0.0.1", "aa", 1), list("10.0.0.2", "aa", 2), list("10.0.0.1", "bb", 3),
                 list("10.0.0.2", "bb", 4)};
    for (const TrustListRow &row : across_phones({capture("a.pcap", {one})}).trust_lists) EXPECT_FALSE(row.differs);
}

TEST(AcrossPhones, LeavesOutWhatIsNoWholeTrustList) {
    PhoneReport one = phone("SEP000000000001");
    one.files = {list("10.0.0.1", "", 1), list("10.0.0.1", "aa", 2)};
    one.files[1].is_trust_list = false;
    EXPECT_TRUE(across_phones({capture("a.pcap", {one})}).trust_lists.empty());
}

// The device name tells that it is the same phone; an address does not.
TEST(AcrossPhones, KnowsAPhoneAgainByItsNameAlone) {
    PhoneReport named = phone("SEP000000000001"), again = phone("sep000000000001"), nameless = phone("");
    for (PhoneReport *one : {&named, &again, &nameless}) one->files = {list("10.0.0.1", "aa", 1)};
    const auto rows =
        across_phones({capture("a.pcap", {named, nameless}), capture("b.pcap", {again, nameless})}).trust_lists;
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].phones, (std::vector<std::string>{"SEP000000000001", "192.0.2.7", "192.0.2.7"}));
}

CertificateReport certificate(const std::string &digest, std::int64_t not_after, CertificateRole role) {
    CertificateReport report;
    report.certificate.sha256 = digest;
    report.certificate.not_after = not_after;
    report.uses = {{CertificateRole::record, 1, FileName{"ITLFile.tlv"}, FrameTime{1, 1000}},
                   {role, 0, Endpoint{"10.0.0.1", 5061}, FrameTime{20, 20000}}};
    return report;
}

TEST(AcrossPhones, SortsThePhonesOwnCertificatesByTheirEnd) {
    PhoneReport one = phone("SEP000000000001"), other = phone("SEP000000000002");
    one.certificates = {certificate("aa", 300, CertificateRole::lsc), certificate("bb", 100, CertificateRole::mic),
                        certificate("cc", 50, CertificateRole::capf_server)};
    other.certificates = {certificate("dd", 200, CertificateRole::lsc)};
    const auto rows = across_phones({capture("a.pcap", {one, other}), capture("b.pcap", {one})}).certificates;
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].kind, "MIC");
    EXPECT_EQ(rows[1].phone, "SEP000000000002");
    EXPECT_EQ(rows[2].certificate.sha256, "aa");
    EXPECT_EQ(rows[2].first.capture, "a.pcap");
    EXPECT_EQ(rows[2].first.frame, 20U);
    EXPECT_EQ(rows[2].uses.size(), 1U);
}

RegistrationReport registration(std::uint32_t frame, RegistrationOutcome outcome, int status = 0) {
    RegistrationReport report;
    report.at = FrameTime{frame, frame * 1000};
    report.server = {"10.0.0.1", 5060};
    report.protocol = "SIP";
    report.transport = "TCP";
    report.outcome = outcome;
    if (status != 0) report.values = {{Param::status, Number{status}}, {Param::reason, Quote{"Forbidden"}}};
    return report;
}

TEST(AcrossPhones, CountsRegistrationsThatWentAlike) {
    PhoneReport one = phone("SEP000000000001");
    one.registrations = {
        registration(5, RegistrationOutcome::refused, 403), registration(8, RegistrationOutcome::refused, 403),
        registration(9, RegistrationOutcome::refused, 503), registration(12, RegistrationOutcome::registered)};
    const auto rows = across_phones({capture("a.pcap", {one})}).registrations;
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].count, 2U);
    EXPECT_EQ(rows[0].status, 403);
    EXPECT_EQ(rows[0].reason, "Forbidden");
    EXPECT_EQ(rows[0].first.frame, 5U);
    EXPECT_EQ(rows[0].last.frame, 8U);
    EXPECT_EQ(rows[2].outcome, RegistrationOutcome::registered);
}

TEST(AcrossPhones, NamesTheAlertOfTls) {
    PhoneReport one = phone("SEP000000000001");
    one.registrations = {registration(5, RegistrationOutcome::refused)};
    one.registrations[0].values = {{Param::alert, Number{48}}, {Param::reason, Term{"unknown CA"}}};
    EXPECT_EQ(across_phones({capture("a.pcap", {one})}).registrations.at(0).reason, "TLS alert 48 (unknown CA)");
}

TEST(AcrossPhones, AsCsv) {
    PhoneReport one = phone("SEP000000000001");
    one.files = {list("10.0.0.1", "aa", 5)};
    one.registrations = {registration(5, RegistrationOutcome::refused, 403)};
    const std::vector<CaptureReport> captures = {capture("a.pcap", {one})};
    std::string unknown;
    CsvReport lists(CsvTable::lists), registrations(CsvTable::registrations);
    ASSERT_TRUE(lists.choose("server,records_sha256,differs,signer,phones,frame", unknown));
    EXPECT_EQ(lists.across_phones(captures), "10.0.0.1,aa,false,CN=cm1,SEP000000000001,5\n");
    ASSERT_TRUE(registrations.choose("phone,server,outcome,status,reason,count", unknown));
    EXPECT_EQ(registrations.across_phones(captures), "SEP000000000001,10.0.0.1:5060,refused,403,Forbidden,1\n");
    EXPECT_EQ(CsvReport(CsvTable::certificates).across_phones(captures), "");
}

// Thousands of phones, each with a list of its own from a server of its own: no row is compared with all others.
TEST(AcrossPhones, TakesNoLongerThanItMust) {
    std::vector<PhoneReport> phones;
    constexpr std::uint32_t kMany = 50'000;
    for (std::uint32_t i = 0; i < kMany; ++i) {
        PhoneReport one = phone("SEP" + std::to_string(i));
        one.files = {list(std::to_string(i), std::to_string(i), i)};
        one.registrations = {registration(i, RegistrationOutcome::refused, static_cast<int>(i + 1))};
        phones.push_back(std::move(one));
    }
    const AcrossPhones tables = across_phones({capture("a.pcap", std::move(phones))});
    EXPECT_EQ(tables.trust_lists.size(), kMany);
    EXPECT_EQ(tables.registrations.size(), kMany);
}

TEST(Registrations, OfAPhoneThatRegisters) {
    test::Scene scene;
    scene.full_config(1, "SEP001122334455");
    scene.registers(5);
    const auto phones = scene.check(60);
    ASSERT_EQ(phones.size(), 1U);
    ASSERT_EQ(phones[0].registrations.size(), 1U);
    EXPECT_EQ(phones[0].registrations[0].outcome, RegistrationOutcome::registered);
    EXPECT_EQ(phones[0].registrations[0].protocol, "SIP");
}

}  // namespace
}  // namespace capf::report
