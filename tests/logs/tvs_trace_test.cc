// SPDX-License-Identifier: GPL-2.0-or-later
// The TVS trace, with records as Cisco's documents 213407 and 118699 print them.
#include <gtest/gtest.h>

#include <string>

#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

constexpr std::string_view kConnect = R"(18:01:05.333 | debug Accepted TCP connection from socket 0x00000012, fd = 8
18:01:05.334 | debug 7:UNKNOWN:Got a new SCB from RBTree
18:01:05.334 | debug 8:UNKNOWN:Got a new ph conn 192.168.11.100 on 8, Total Acc = 7..
18:01:05.855 | debug TLS HS Done for ph_conn
)";

// A query, here with all of its bytes: device name, issuer and serial number.
constexpr std::string_view kQuery = R"(18:01:06.345 | debug 8:UNKNOWN:Incoming Phone Msg:
HEX_DUMP: Len = 37:
18:01:06.345 | debug 57 01 03 00 00 00 03 e9
18:01:06.345 | debug 00 1b 01 00 18 01 43 50
18:01:06.345 | debug 2d 38 38 36 31 2d 53 45
18:01:06.345 | debug 50 42 30 30 30 42 34 42
18:01:06.345 | debug 41 30 41 45 45
18:01:06.345 | debug tvsPhoneDecodeMsg -
Decoded Phone Msg:
18:01:06.345 | debug Protocol Discriminator: 57
18:01:06.345 | debug MsgType : TVS_MSG_QUERY_CERT_REQ
18:01:06.345 | debug tvsHandleQueryCertReq : Subject Name is: CN=ucm11pub.stormin.local;OU=IST;O=Stormin;L=Brisbane;ST=QLD;C=AU
18:01:06.345 | debug tvsHandleQueryCertReq : Issuer Name is: CN=stormin-WIN2012-CA
18:01:06.345 | debug tvsHandleQueryCertReq : Serial Number is: 24000000179479B8F124AC3F3B000000000017
18:01:06.345 | debug CertificateDBCache::getCertificateInformation - Found entry {rolecount : 2}
18:01:06.346 | debug 8:UNKNOWN:Sending QUERY_CERT_RES msg
18:01:06.346 | debug ReasonInfo : 0)"
                                    "\xff\x82"
                                    R"($
18:01:06.346 | debug Cert Type : 0
HEX_DUMP: Len = 1451:
18:01:06.346 | debug 30 82 05 a7 30 82 04 8f
)";

TEST(TvsTrace, ReadsTheConnectionAndItsPhone) {
    const LogReading log = read_log(Format::tvs_trace, {std::string(kConnect)});
    EXPECT_EQ(log.only(LogKind::connection_opened).address, "192.168.11.100");
    EXPECT_EQ(log.only(LogKind::connection_opened).connection, "8");
    EXPECT_EQ(log.count(LogKind::tls_established), 1U);
}

TEST(TvsTrace, DecodesADumpAsAMessage) {
    const LogReading log = read_log(Format::tvs_trace, {std::string(kConnect) + std::string(kQuery)});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    const LogEvent dump = log.only(LogKind::tvs_dump);
    ASSERT_NE(dump.tvs, nullptr);
    EXPECT_TRUE(dump.tvs->is(wire::TvsCommand::query_request));
    EXPECT_EQ(dump.tvs->session_id, 0x3e9U);
    EXPECT_EQ(dump.device, "SEPB000B4BA0AEE");
    EXPECT_EQ(dump.address, "192.168.11.100");
    EXPECT_EQ(dump.line, 5U);
    EXPECT_EQ(dump.lines, 7U);
    EXPECT_TRUE(dump.text.starts_with("18:01:06.345 | debug 8:UNKNOWN:Incoming Phone Msg:\nHEX_DUMP"));
    EXPECT_TRUE(dump.text.ends_with("41 30 41 45 45"));
}

// Releases differ in whether the rows of a dump have a prefix.
TEST(TvsTrace, DecodesADumpWithoutPrefixes) {
    std::string text(kConnect);
    text += kQuery;
    constexpr std::string_view kPrefix = "18:01:06.345 | debug ";
    for (const std::string_view row : {"57 01 ", "00 1b ", "2d 38 ", "50 42 ", "41 30 "}) {
        const std::size_t at = text.find(std::string(kPrefix) + std::string(row));
        ASSERT_NE(at, std::string::npos);
        text.erase(at, kPrefix.size());
    }
    const LogReading log = read_log(Format::tvs_trace, {text});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    const LogEvent dump = log.only(LogKind::tvs_dump);
    ASSERT_NE(dump.tvs, nullptr);
    EXPECT_EQ(dump.tvs->session_id, 0x3e9U);
    EXPECT_EQ(dump.device, "SEPB000B4BA0AEE");
    EXPECT_EQ(dump.address, "192.168.11.100");
    EXPECT_EQ(dump.line, 5U);
    EXPECT_EQ(dump.lines, 7U);
    EXPECT_EQ(log.only(LogKind::tvs_message).address, "192.168.11.100");
    expect_all_lines_counted(log);
}

TEST(TvsTrace, ADumpMayHaveRowsOfBothForms) {
    const LogReading log =
        read_log(Format::tvs_trace, {"18:01:06.345 | debug 8:UNKNOWN:Incoming Phone Msg:\n"
                                     "HEX_DUMP: Len = 37:\n57 01 03 00 00 00 03 e9 \n00 1b 01 00 18 01 43 50\n"
                                     "18:01:06.345 | debug 2d 38 38 36 31 2d 53 45\n"
                                     "18:01:06.345 | debug 50 42 30 30 30 42 34 42\n"
                                     "18:01:06.345 | debug 41 30 41 45 45\n"});
    EXPECT_EQ(log.only(LogKind::tvs_dump).device, "SEPB000B4BA0AEE");
    EXPECT_EQ(log.only(LogKind::tvs_dump).lines, 7U);
}

TEST(TvsTrace, TellsWhatWasAskedAndFound) {
    const LogReading log = read_log(Format::tvs_trace, {std::string(kConnect) + std::string(kQuery)});
    const LogEvent message = log.only(LogKind::tvs_message);
    EXPECT_EQ(message.message_type, "TVS_MSG_QUERY_CERT_REQ");
    EXPECT_EQ(message.address, "192.168.11.100") << "the only phone that waits for an answer";
    EXPECT_EQ(log.only(LogKind::tvs_subject).subject,
              "CN=ucm11pub.stormin.local;OU=IST;O=Stormin;L=Brisbane;ST=QLD;C=AU");
    EXPECT_EQ(log.only(LogKind::tvs_issuer).issuer, "CN=stormin-WIN2012-CA");
    EXPECT_EQ(log.only(LogKind::tvs_serial).serial, "24000000179479B8F124AC3F3B000000000017");
    EXPECT_EQ(log.only(LogKind::certificate_found).result, 2);
    EXPECT_EQ(log.only(LogKind::tvs_response_sent).message_type, "QUERY_CERT_RES");
}

TEST(TvsTrace, ReadsTheFormWithFunctions) {
    const LogReading log =
        read_log(Format::tvs_trace,
                 {"05:54:47.779 |   debug 7:UNKNOWN:Got a new ph conn 10.106.111.121 on 10, Total Acc = 6.\n"
                  "05:54:47.835 |-->debug\n"
                  "05:54:47.835 |   debug     MsgType               : TVS_MSG_CERT_VERIFICATION_REQ\n"
                  "05:54:47.836 |-->CDefaultCertificateReader::GetIssuerName\n"
                  "05:54:47.836 |   debug tvsGetIssuerNameFromX509 - issuerName : CN=cucmpub9;OU=TAC and Length: 49\n"
                  "05:54:47.836 |   debug tvsGetSerialNumberFromX509 - serialNumber : 6F96 and Length: 16\n"
                  "05:54:47.836 |   debug getCertificateInformation(cert) : certificate not found\n"});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    EXPECT_EQ(log.only(LogKind::tvs_message).message_type, "TVS_MSG_CERT_VERIFICATION_REQ");
    EXPECT_EQ(log.only(LogKind::tvs_issuer).issuer, "CN=cucmpub9;OU=TAC");
    EXPECT_EQ(log.only(LogKind::tvs_serial).serial, "6F96");
    EXPECT_EQ(log.count(LogKind::certificate_not_found), 1U);
}

// With the requests of two phones open, a record that names neither is nobody's.
TEST(TvsTrace, DoesNotGuessBetweenTwoPhones) {
    const LogReading log = read_log(
        Format::tvs_trace, {"18:01:05.334 | debug 8:UNKNOWN:Got a new ph conn 192.168.11.100 on 8, Total Acc = 7..\n"
                            "18:01:05.334 | debug 9:UNKNOWN:Got a new ph conn 192.168.11.101 on 9, Total Acc = 8..\n"
                            "18:01:06.345 | debug 8:UNKNOWN:Incoming Phone Msg:\n"
                            "18:01:06.345 | debug 9:UNKNOWN:Incoming Phone Msg:\n"
                            "18:01:06.345 | debug getCertificateInformation(cert) : certificate not found\n"
                            "18:01:06.346 | debug 8:UNKNOWN:Sending QUERY_CERT_RES msg\n"
                            "18:01:06.347 | debug getCertificateInformation(cert) : certificate not found\n"});
    ASSERT_EQ(log.count(LogKind::certificate_not_found), 2U);
    EXPECT_EQ(log.events[2].kind, LogKind::certificate_not_found);
    EXPECT_EQ(log.events[2].address, "");
    EXPECT_EQ(log.only(LogKind::tvs_response_sent).address, "192.168.11.100");
    EXPECT_EQ(log.events[4].address, "192.168.11.101");
}

TEST(TvsTrace, ADumpThatIsCutIsNoMessage) {
    for (const std::string_view rows :
         {"18:01:06.345 | debug 57 01 03 00 00 00 03 e9\n", "18:01:06.345 | debug 57 01\n"}) {
        const LogReading log = read_log(
            Format::tvs_trace, {"18:01:06.345 | debug HEX_DUMP: Len = 37:\n" + std::string(rows) +
                                "18:01:06.345 | debug HEX_DUMP: Len = 4:\n" + "18:01:06.345 | debug 00 01 51 80\n"});
        EXPECT_EQ(log.count(LogKind::tvs_dump), 0U);
    }
}

TEST(TvsTrace, LengthsThatCannotBeAreIgnored) {
    for (const std::string_view length : {"-1", "0", "99999999999999999999", "65546", "x"}) {
        const LogReading log = read_log(
            Format::tvs_trace,
            {"18:01:06.345 | debug HEX_DUMP: Len = " + std::string(length) + ":\n18:01:06.345 | debug 57 01 03 00\n"});
        EXPECT_EQ(log.count(LogKind::tvs_dump), 0U);
    }
}

TEST(TvsTrace, MayNameCertificatesOfCapf) {
    std::string text(kConnect);
    text += kQuery;
    const std::string_view name = "CN=ucm11pub.stormin.local";
    text.replace(text.find(name), name.size(), "CN=CAPF-fc5f9d3a");
    const ReaderKind *const kind = find_reader(text);
    ASSERT_NE(kind, nullptr);
    EXPECT_EQ(kind->format, Format::tvs_trace);
}

}  // namespace
}  // namespace capf::logs
