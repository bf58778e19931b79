// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's alarms about certificates.
#include <gtest/gtest.h>

#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

TEST(CertificateSyslog, ReadsAnAlarm) {
    const LogReading log = read_log(
        Format::certificate_syslog,
        {"Jun 19 12:00:00 hcs862-hcm-f local99 0 : 42: hcs862-hcm-f.example.net: Jun 19 2019 10:00:00.19 UTC :  "
         "%UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. Certificate name:tomcat.der "
         "Unit:tomcat "
         "Type:own-cert Expiration:Sun Mar 26 12:30:59:000 CES][AppID=Cisco Certificate "
         "Monitor][ClusterID=][NodeID=x]: "
         "Certificate has Expired and needs to be changed at the earliest\n"});
    const LogEvent alarm = log.only(LogKind::certificate_alarm);
    EXPECT_EQ(alarm.mode, "CertExpired");
    EXPECT_EQ(alarm.result, 0);
    EXPECT_EQ(alarm.subject, "tomcat.der");
    EXPECT_EQ(alarm.unit, "tomcat");
    EXPECT_EQ(alarm.certificate_type, "own-cert");
    EXPECT_EQ(alarm.expires, "Sun Mar 26 12:30:59:000 CES");
    EXPECT_EQ(alarm.time.year, 2019) << "the alarm's own time, not the syslog's";
    EXPECT_EQ(alarm.time.zone, 0);
}

}  // namespace
}  // namespace capf::logs
