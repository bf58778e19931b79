// SPDX-License-Identifier: GPL-2.0-or-later
// The TFTP trace, with records as Cisco's documents 200981 and 222878 print them.
#include <gtest/gtest.h>

#include <string>

#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

// A phone asks over HTTP for a file that CUCM does not have here, and is told to come again.
constexpr std::string_view kBusy =
    R"(00004374.000 |07:28:32.110 |SdlSig   |SdlReassociateRsp                      |listening                      |HTTPServer(1,600,25,1)           |SdlTCPConnection(1,600,14,63)    |1,600,12,1.43^*^*                        |*TraceFlagOverrode
00004375.000 |07:28:32.110 |SdlSig   |SdlReassociateInd                      |wait                           |HTTPConnection(1,600,26,3)       |SdlTCPConnection(1,600,14,63)    |1,600,12,1.43^*^*                        |*TraceFlagOverrode
00004375.001 |07:28:32.110 |AppInfo  |-->HTTPConnection::wait_SdlReassociateInd 
00004375.002 |07:28:32.110 |AppInfo  |   HTTPConnection::wait_SdlReassociateInd Received ReassociateIndication from 192.0.2.11
00004375.003 |07:28:32.110 |AppInfo  |<--HTTPConnection::wait_SdlReassociateInd 
00004376.000 |07:28:32.110 |SdlSig   |SdlDataInd                             |wait                           |HTTPConnection(1,600,26,3)       |SdlTCPConnection(1,600,14,63)    |1,600,14,63.2^*^*                        |*TraceFlagOverrode
00004376.003 |07:28:32.110 |AppInfo  |   HTTPConnection::wait_SdlDataInd Printing the HTTPRequest : msgBuffer size [64] --: GET /CTLSEP2834A2823B58.tlv HTTP/1.1
Host:198.51.100.0:6970

X
00004376.005 |07:28:32.111 |AppInfo  |   HTTPConnection::wait_SdlDataInd Decode successful - Filename is : CTLSEP2834A2823B58.tlv
00004377.000 |07:28:32.112 |SdlSig   |FileRequest                            |wait                           |ServeFile(1,600,22,1)            |HTTPConnection(1,600,26,3)       |1,600,14,63.2^*^*                        |*TraceFlagOverrode
00004377.002 |07:28:32.112 |AppInfo  |   ServeFile::wait_FileRequest Received File request for CTLSEP2834A2823B58.tlv with Request ID 43
00004378.000 |07:28:32.113 |SdlSig   |FileRequest                            |wait                           |ServeDynamicFile(1,600,23,5)     |ServeFile(1,600,22,1)            |1,600,14,63.2^*^*                        |*TraceFlagOverrode
00004378.002 |07:28:32.113 |AppInfo  |   ServeDynamicFile::wait_FileRequest Received File request for the dynamic file CTLSEP2834A2823B58.tlv
00004378.011 |07:28:32.113 |AppInfo  |   ServeDynamicFile::FindAndServe File Not Found - 404 - Failure
00004383.000 |07:28:32.114 |SdlSig   |FileResponse                           |wait                           |HTTPConnection(1,600,26,3)       |ServeFile(1,600,22,1)            |1,600,14,63.2^*^*                        |*TraceFlagOverrode
00004383.002 |07:28:32.114 |AppInfo  |   HTTPConnection::wait_FileResponse HTTPConnection::wait_FileResponse - Requested file is Busy... Sending 503 response
)";

// Then the phone asks over TFTP.
constexpr std::string_view kTftp =
    R"(00004392.000 |07:28:32.738 |AppInfo  |TFTPEngine::isReadRequest[0xf4d26318~5~192.0.2.11~51909], [CTLSEP2834A2823B58.tlv] opcode(1), Mode(octet), Serving Count(0)
00004410.000 |07:28:32.739 |AppInfo  |INFO: TFTPEngine::sendNAK[0xf4d26318~5~192.0.2.11~51909], File[CTLSEP2834A2823B58.tlv], Error(1)
)";

constexpr std::int64_t at(int hour, int minute, int second, int milliseconds) {
    return (((hour * 60LL + minute) * 60 + second) * 1000 + milliseconds) * 1'000'000;
}

TEST(TftpTrace, JoinsAddressFileAndRequest) {
    const LogReading log = read_log(Format::tftp_trace, {kBusy});
    const LogEvent asked = log.only(LogKind::file_requested);
    EXPECT_EQ(asked.device, "SEP2834A2823B58");
    EXPECT_EQ(asked.file_name, "CTLSEP2834A2823B58.tlv");
    EXPECT_EQ(asked.address, "192.0.2.11");
    EXPECT_EQ(asked.connection, "1,600,26,3");
    EXPECT_EQ(asked.at, at(7, 28, 32, 111));
    EXPECT_EQ(asked.line, 11U);
    EXPECT_EQ(asked.program, "HTTPConnection");

    const LogEvent lookup = log.only(LogKind::lookup_not_found);
    EXPECT_EQ(lookup.file_name, "CTLSEP2834A2823B58.tlv") << "by the TCP connection that the signal goes back to";
    EXPECT_EQ(lookup.address, "192.0.2.11");
    EXPECT_EQ(lookup.request_id, 43);

    const LogEvent busy = log.only(LogKind::file_busy);
    EXPECT_EQ(busy.result, 503);
    EXPECT_EQ(busy.file_name, "CTLSEP2834A2823B58.tlv");
    EXPECT_EQ(busy.device, "SEP2834A2823B58");
    EXPECT_EQ(busy.request_id, 43);
}

TEST(TftpTrace, TheHttpRequestsLinesBelongToItsRecord) {
    const LogReading log = read_log(Format::tftp_trace, {kBusy}, {.every_record = true});
    EXPECT_EQ(log.counts.front().continued, 2U);
    EXPECT_EQ(log.counts.front().blank, 1U);
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    const LogEvent &request = log.events[6];
    EXPECT_EQ(request.lines, 3U);
    EXPECT_TRUE(request.text.ends_with("HTTP/1.1\nHost:198.51.100.0:6970\nX"));
}

TEST(TftpTrace, ReadsTftpWithClientAndError) {
    const LogReading log = read_log(Format::tftp_trace, {kTftp});
    const LogEvent asked = log.only(LogKind::file_requested);
    EXPECT_EQ(asked.address, "192.0.2.11");
    EXPECT_EQ(asked.port, 51909);
    EXPECT_EQ(asked.file_name, "CTLSEP2834A2823B58.tlv");
    const LogEvent refused = log.only(LogKind::transfer_refused);
    EXPECT_EQ(refused.result, 1);
    EXPECT_EQ(refused.port, 51909);
    EXPECT_EQ(refused.connection, asked.connection);
}

TEST(TftpTrace, TakesAClientWithoutTheUsualSeparator) {
    const LogReading log = read_log(
        Format::tftp_trace,
        {"00002299.000 |20:56:50.807 |AppInfo |TFTPEngine::isReadRequest[0xb384bde0 192.0.2.9~59499], "
         "[SEP2834A2823B58.cnf.xml] opcode(1), Mode(octet), Serving Count(3000)*\n"
         "00002301.000 |20:56:50.807 |AppInfo | TID[b44f0b70] TFTPServer::recvMessage0x8954318 sockets:8 Reached max "
         "count, returning 503\n"});
    EXPECT_EQ(log.only(LogKind::file_requested).address, "192.0.2.9");
    EXPECT_EQ(log.only(LogKind::file_requested).port, 59499);
    EXPECT_EQ(log.only(LogKind::server_full).result, 503);
}

TEST(TftpTrace, AWriteRequestAsksForNothing) {
    const LogReading log =
        read_log(Format::tftp_trace, {"00002299.000 |20:56:50.807 |AppInfo  "
                                      "|TFTPEngine::isReadRequest[0xb384bde0~5~192.0.2.9~59499], [x] opcode(2)\n"});
    EXPECT_TRUE(log.events.empty());
}

TEST(TftpTrace, NamesTheDeviceThatIsNotInTheDatabase) {
    const LogReading log = read_log(
        Format::tftp_trace,
        {"00004441.016 |07:28:34.616 |AppInfo  |   CServiceModule::getIDForRequest Unable to find device in DB = "
         "sep2834a2823b58\r\n"});
    EXPECT_EQ(log.only(LogKind::device_not_in_database).device, "sep2834a2823b58");
}

// What was sent is what the connection says; other clusters may have a file that this one has not.
TEST(TftpTrace, TellsALookupFromTheAnswer) {
    std::string text(kBusy);
    text +=
        "00004428.002 |07:28:32.947 |AppInfo  |   ReceivedServeRsp: Signal TransID[44] File Found - 200 - Success\n"
        "00004432.000 |07:28:32.947 |SdlSig   |FileResponse |wait |HTTPConnection(1,600,26,3) |ServeFile(1,600,22,1) "
        "|1,600,14,14.34^*^* |*\n"
        "00004432.002 |07:28:32.947 |AppInfo  |   HTTPConnection::wait_FileResponse Requested file FOUND... Sending "
        "file Response\n";
    const LogReading log = read_log(Format::tftp_trace, {text});
    EXPECT_EQ(log.count(LogKind::lookup_found), 1U);
    EXPECT_EQ(log.only(LogKind::file_sent).file_name, "CTLSEP2834A2823B58.tlv");
}

TEST(TftpTrace, ANewPhoneOnAnOldProcessIsAnother) {
    std::string text(kBusy);
    text +=
        "00005375.000 |07:29:32.110 |SdlSig   |SdlReassociateInd |wait |HTTPConnection(1,600,26,3) "
        "|SdlTCPConnection(1,600,14,99) |1,600,12,1.44^*^* |*\n"
        "00005375.002 |07:29:32.110 |AppInfo  |   HTTPConnection::wait_SdlReassociateInd Received "
        "ReassociateIndication from 192.0.2.77\n"
        "00005383.000 |07:29:32.114 |SdlSig   |FileResponse |wait |HTTPConnection(1,600,26,3) |ServeFile(1,600,22,1) "
        "|1,600,14,99.2^*^* |*\n"
        "00005383.002 |07:29:32.114 |AppInfo  |   HTTPConnection::wait_FileResponse Requested file NOT FOUND or File "
        "Contents EMPTY ... Sending error response\n";
    const LogReading log = read_log(Format::tftp_trace, {text});
    const LogEvent answer = log.only(LogKind::file_not_found);
    EXPECT_EQ(answer.address, "192.0.2.77");
    EXPECT_EQ(answer.file_name, "");
    EXPECT_EQ(answer.request_id, std::nullopt);
}

TEST(TftpTrace, TheRequestStandsWhereTheNamesLineIsLost) {
    const LogReading log =
        read_log(Format::tftp_trace,
                 {"00004377.002 |07:28:32.112 |AppInfo  |   ServeFile::wait_FileRequest Received File request for "
                  "CTLSEP2834A2823B58.tlv with Request ID 43\n"});
    EXPECT_EQ(log.only(LogKind::file_requested).request_id, 43);
    EXPECT_EQ(log.only(LogKind::file_requested).file_name, "CTLSEP2834A2823B58.tlv");
}

TEST(TftpTrace, SaysItsLimitOnce) {
    const std::string line =
        "00004415.004 |07:28:32.946 |AppInfo  |HTTPServer::listening_SdlConnectionInd - Maximum serving count for HTTP "
        "connection is  = 2500\n";
    const LogReading log = read_log(Format::tftp_trace, {line + line});
    EXPECT_EQ(log.only(LogKind::serving_limit).result, 2500);
}

}  // namespace
}  // namespace capf::logs
