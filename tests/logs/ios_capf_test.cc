// SPDX-License-Identifier: GPL-2.0-or-later
// IOS's debug output, as Cisco's debug command reference prints it.
#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"
#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

constexpr std::string_view kIos = R"(Router# debug capf-server all
001891: .Jul 21 18:17:07.014: %IPPHONE-6-UNREGISTER_NORMAL: ephone-1:SEP000E325C9A43 IP:10.10.10.194 So
cket:3 DeviceType:Phone has unregistered normally.
001892: .Jul 21 18:17:20.495: New Connection from phone, socket 1
001893: .Jul 21 18:17:20.495: Created New Handshake Process
001894: .Jul 21 18:17:20.499: SSL Handshake Error -6983
001896: .Jul 21 18:17:22.555: SSL Handshake Successful
001897: .Jul 21 18:17:22.555: ephone_capf_send_auth_req:
001898: .Jul 21 18:17:22.555: ephone_capf_ssl_write: 12 bytes
001899: .Jul 21 18:17:22.711: ephone_capf_ssl_read: Read 35 bytes
001900: .Jul 21 18:17:22.711: ephone_capf_handle_phone_msg: msgtype 2
001901: .Jul 21 18:17:22.711: ephone_capf_process_auth_res_msg: SEP000E325C9A43 AuthMode 2
001902: .Jul 21 18:17:22.711: ephone_capf_send_PhKeyGenReq_msg: SEP000E325C9A43 KeySize 1024
001906: .Jul 21 18:17:23.891: certificate delete successful for SEP000E325C9A43
001908: .Jul 21 18:17:24.695: ephone_capf_send_end_session_msg: SEP000E325C9A43
001910: .Jul 21 18:17:25.095: %IPPHONE-6-REG_ALARM: 22: Name=SEP000E325C9A43 Load=7.2(2.0) Last=Rese
t-Reset
001911: .Jul 21 18:17:25.099: %IPPHONE-6-REGISTER: ephone-1:SEP000E325C9A43 IP:10.10.10.194 Socket:2 De
viceType:Phone has registered.
001928: .Jul 21 18:18:21.924: %SYS-5-CONFIG_I: Configured from console by user1 on console
)";

TEST(IosCapf, ReadsASession) {
    const LogReading log = read_log(Format::ios_capf, {kIos}, {.year = 2006});
    EXPECT_EQ(log.only(LogKind::connection_opened).connection, "1");
    EXPECT_EQ(log.count(LogKind::tls_failed), 0U) << "-6983 says that the handshake is not over yet";
    EXPECT_EQ(log.count(LogKind::tls_established), 1U);
    EXPECT_EQ(log.only(LogKind::capf_bytes_sent).result, 12);
    EXPECT_EQ(log.only(LogKind::capf_bytes_received).result, 35);
    EXPECT_EQ(log.only(LogKind::capf_message_received).result, 2);
    EXPECT_EQ(log.only(LogKind::capf_device).device, "SEP000E325C9A43");
    EXPECT_EQ(log.only(LogKind::capf_device).result, 2);
    ASSERT_EQ(log.count(LogKind::capf_message_sent), 2U);
    EXPECT_EQ(log.events[3].message_type, "auth_req");
    EXPECT_EQ(log.only(LogKind::capf_result).mode, "certificate delete successful");
    EXPECT_EQ(log.only(LogKind::capf_session_ended).device, "SEP000E325C9A43");
    EXPECT_EQ(
        log.only(LogKind::connection_opened).at,
        (days_since_1970(2006, 7, 21) * wire::kSecondsPerDay + 18 * 3600 + 17 * 60 + 20) * wire::kNanosecondsPerSecond +
            495'000'000);
}

TEST(IosCapf, ReadsMessagesThatRunOver) {
    const LogReading log = read_log(Format::ios_capf, {kIos});
    EXPECT_EQ(log.counts.front().continued, 3U);
    EXPECT_EQ(log.counts.front().unrecognised, 1U) << "the command";
    const LogEvent gone = log.only(LogKind::phone_unregistered);
    EXPECT_EQ(gone.device, "SEP000E325C9A43");
    EXPECT_EQ(gone.address, "10.10.10.194");
    EXPECT_EQ(gone.connection, "3") << "cut in the middle of its name";
    EXPECT_EQ(log.only(LogKind::phone_registered).address, "10.10.10.194");
    EXPECT_EQ(log.only(LogKind::phone_alarm).device, "SEP000E325C9A43");
}

TEST(IosCapf, AMessageIsOfTheSessionThatIsOpenAlone) {
    const std::string session =
        "000001: .Nov 23 20:18:47.720: New Connection from phone, socket 1\n"
        "000002: .Nov 23 20:18:48.120: ephone_capf_process_auth_res_msg: SEP001E4AC7A2B1 AuthMode 2\n";
    const std::string message = "000003: .Nov 23 20:18:48.519: ephone_capf_handle_phone_msg: msgtype 4\n";
    const std::string end = "000004: .Nov 23 20:18:49.019: ephone_capf_send_end_session_msg: SEP001E4AC7A2B1\n";
    EXPECT_EQ(read_log(Format::ios_capf, {session + message}).only(LogKind::capf_message_received).device,
              "SEP001E4AC7A2B1");
    const LogReading after = read_log(Format::ios_capf, {session + end + message});
    EXPECT_EQ(after.only(LogKind::capf_message_received).device, "");
    const LogReading of_two = read_log(
        Format::ios_capf, {"000000: .Nov 23 20:18:47.700: New Connection from phone, socket 2\n" + session + message});
    EXPECT_EQ(of_two.only(LogKind::capf_message_received).device, "");
    const LogReading behind_two =
        read_log(Format::ios_capf, {"000000: .Nov 23 20:18:47.700: New Connection from phone, socket 2\n" + session +
                                    end + end + session + message});
    EXPECT_EQ(behind_two.only(LogKind::capf_message_received).device, "SEP001E4AC7A2B1");
    const LogReading behind_broken = read_log(
        Format::ios_capf, {"000000: .Nov 23 19:18:47.700: New Connection from phone, socket 2\n" + session + message});
    EXPECT_EQ(behind_broken.only(LogKind::capf_message_received).device, "SEP001E4AC7A2B1");
}

TEST(IosCapf, TakesOtherTimeStampsAndNone) {
    const LogReading log =
        read_log(Format::ios_capf,
                 {"*Nov 29 2026 10:00:00.123 UTC: SSL Handshake Error -6987\n"
                  "%IPPHONE-6-REGISTER: ephone-2 IP:192.168.10.3 Socket:2 DeviceType:Phone has registered.\n"});
    EXPECT_EQ(log.only(LogKind::tls_failed).result, -6987);
    EXPECT_EQ(log.only(LogKind::tls_failed).time.year, 2026);
    EXPECT_EQ(log.only(LogKind::tls_failed).time.zone, 0);
    EXPECT_EQ(log.only(LogKind::phone_registered).address, "192.168.10.3");
    EXPECT_EQ(log.only(LogKind::phone_registered).at, std::nullopt);
}

}  // namespace
}  // namespace capf::logs
