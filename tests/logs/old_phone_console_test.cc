// SPDX-License-Identifier: GPL-2.0-or-later
// The console of a 79xx.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "plugin/wire/time_units.h"
#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

constexpr std::string_view kOld =
    R"(5007: NOT 10:25:10.060663 SECD: clpSetupSsl: Trying to connect to IPV4, IP: 192.168.136.6, Port : 2445
5008: NOT 10:25:10.062376 SECD: clpSetupSsl: TCP connect() waiting, <192.168.136.6> c:14 s:15 port: 2445
5009: NOT 10:25:10.063483 SECD: clpSetupSsl: TCP connected, <192.168.136.6> c:14 s:15
5011: ERR 10:25:10.068387 SECD: EROR:clpState: SSL3 alert read:fatal:handshake failure:<192.168.136.6>
5013: ERR 10:25:10.075656 SECD: EROR:clpSetupSsl: ** SSL handshake failed, <192.168.136.6> c:14 s:15
7989 ERR 11:04:15.038637  SECD: -HTTPS cert not in CTL, <10.106.111.100:8443>
7990 NOT 11:04:15.038714  SECD: -TVS service available, can attempt via TVS
8096 NOT 11:04:15.173585  SECD: -Successfully obtained a TLS connection to the TVS server
8159 NOT 11:04:15.219065  SECD: -Successfully sent the certificate Authentication request to TVS server, bytes written : 962
8172 NOT 11:04:15.220060  SECD: -Authentication Response received, status : 0
8173 NOT 11:04:16.265155  CVM-appLaunchRequest: [thread=AWT-EventQueue-0] Creating application module
)";

TEST(OldPhoneConsole, ReadsConnectionsAndTheTvs) {
    const LogReading log = read_log(Format::old_phone_console, {kOld});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    EXPECT_EQ(log.only(LogKind::tls_connecting).server, "192.168.136.6");
    EXPECT_EQ(log.only(LogKind::tls_connecting).port, 2445);
    EXPECT_EQ(log.only(LogKind::tls_connected).server, "192.168.136.6");
    const LogEvent alert = log.only(LogKind::tls_alert);
    EXPECT_EQ(alert.alert, "handshake failure");
    EXPECT_EQ(alert.mode, "read");
    EXPECT_EQ(alert.server, "192.168.136.6");
    EXPECT_EQ(log.only(LogKind::tls_failed).server, "192.168.136.6");
    EXPECT_EQ(log.only(LogKind::certificate_not_in_list).server, "10.106.111.100");
    EXPECT_EQ(log.only(LogKind::certificate_not_in_list).port, 8443);
    EXPECT_EQ(log.count(LogKind::tvs_available), 1U);
    EXPECT_EQ(log.only(LogKind::tvs_request_sent).result, 962);
    EXPECT_EQ(log.only(LogKind::tvs_authenticated).result, 0);
}

TEST(OldPhoneConsole, SaysWhichCertificateAndWhichAlert) {
    const LogReading log =
        read_log(Format::old_phone_console,
                 {"3469 NOT 00:01:31.935298 SECD: -PXY_CERT_CIPHER: [SCCP], [TLSv1], cert [LSC], cipher "
                  "[AES256-SHA:AES128-SHA]\n"
                  "3486 ERR 00:01:31.938954 SECD: -STATE_SSL3_ALERT: SSL3 alert [read]:[fatal]:[unknown CA\n"
                  "4878 WRN 15:47:34.756063 SECD: -PXY_NO_LSC: No LSC for [SCCP], tries MIC.\n"});
    EXPECT_EQ(log.only(LogKind::tls_certificate).certificate_type, "LSC");
    EXPECT_EQ(log.only(LogKind::tls_alert).alert, "unknown CA");
    EXPECT_EQ(log.only(LogKind::tls_alert).mode, "read");
    EXPECT_EQ(log.count(LogKind::no_lsc), 1U);
}

TEST(OldPhoneConsole, ABootBeginsAnotherStretch) {
    const LogReading log =
        read_log(Format::old_phone_console, {"9469 NOT 14:01:31.935298 SECD: -TVS service available\n3 NOT "
                                             "00:00:04.935298 SECD: -TVS service available\n"});
    ASSERT_EQ(log.events.size(), 2U);
    EXPECT_NE(log.events[0].stretch, log.events[1].stretch);
    EXPECT_EQ(log.events[1].at, 4'935'298'000);
}

}  // namespace
}  // namespace capf::logs
