// SPDX-License-Identifier: GPL-2.0-or-later
// The consoles of phones, with records as Cisco's documents 213407, 200860, 118699 and the EMCC technote print them.
#include <gtest/gtest.h>

#include <algorithm>

#include "analyzer/logs/log_time.h"
#include "plugin/wire/time_units.h"
#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

constexpr std::string_view kTvs =
    R"(3232 NOT Nov 29 06:33:59.011270 downd-DDFORK - execing [/usr/sbin/dgetfile][-L620][ ]
3233 NOT Nov 29 06:33:59.033132 dgetfile(870)-GETXXTP [GT870][src=CTLSEPB000B4BA0AEE.tlv][dest=/tmp/CTLFile.tlv][serv=][serv6=][sec=0]
3287 INF Nov 29 06:33:59.395199 SECUREAPP-Attempting connect to TVS server addr [192.168.11.32], mode [IPv4]
3289 INF Nov 29 06:33:59.396011 SECUREAPP-TCP connect() successful, [192.168.11.32] [11]
3290 DEB Nov 29 06:33:59.396111 SECUREAPP-BIO created with: addr:192.168.11.32, port:2445, mode:IPv4
3295 DEB Nov 29 06:33:59.396464 SECUREAPP-SSL session setup - cert len=785, type=LSC
3296 DEB Nov 29 06:33:59.396854 SECUREAPP-Certificate subject name = /serialNumber=PID:CP-8861 SN:FCH18198CNQ/C=AU/O=stormin/OU=IST/CN=CP-8861-SEPB000B4BA0AEE
3297 DEB Nov 29 06:33:59.396917 SECUREAPP-SSL session setup - Certificate issuer name = /C=AU/O=stormin/OU=IST/CN=CAPF-a7fb32bf/ST=NSQ/L=Sydney
3315 NOT Nov 29 06:33:59.908586 SECUREAPP-Sec SSL Connection - Handshake successful.
3320 NOT Nov 29 06:33:59.909322 SECUREAPP-TVS process request - Successfully sent the TVS request to TVS server, bytes written : 153
3322 DEB Nov 29 06:33:59.913075 SECUREAPP-TVS Service receives 1480 bytes of data
3325 INF Nov 29 06:33:59.915121 SECUREAPP-TVS added cert to TVS cache - expires in 24 hours
3333 NOT Nov 29 06:34:00.411671 SECUREAPP-Hashes match... authentication successful.
3336 NOT Nov 29 06:34:00.413031 SECUREAPP-updateFromFile: TL parse to table: CTL_SUCCESS
3338 DEB Nov 29 06:34:00.413442 SECUREAPP-TL file verified successfully.
3388 NOT Nov 29 06:34:00.488697 dgetfile(870)-XXTP complete - status = 100 
)";

// With processes and threads: the file is fetched by another process than the one that was asked. "XXX" before its
// arguments is what the phone writes.
constexpr std::string_view kDownloads =
    R"(4798 WRN Mar 09 18:32:36.727636 (618:910) JAVA-configmgr MQThread|cip.cfg.SipConfig:? - ====>no need set capf,EMCC=true and encrConfig=false
4849 NOT Mar 09 18:32:37.594689 (339:1850) downd-GETXXTP [GT339][src=CTLSEPC80084AA8743.tlv][dest=/tmp/CTLFile.tlv][serv=][serv6=][sec=0]
4868 NOT Mar 09 18:32:37.763222 (339:1858) downd-XXX arg[0] /usr/sbin/gethtp
4870 NOT Mar 09 18:32:37.769296 (339:1858) downd-XXX arg[2] 192.168.7.200
4872 NOT Mar 09 18:32:37.774088 (339:1858) downd-XXX arg[4] CTLSEPC80084AA8743.tlv
4882 ERR Mar 09 18:32:37.985319 (1858:1858) GHTTP-http get [HTTP/1.1 503 Service Unavailab]
4894 NOT Mar 09 18:32:38.246634 (1862:1862) TFTPD-Requesting CTLSEPC80084AA8743.tlv from 192.168.7.200 
4896 NOT Mar 09 18:32:38.752784 (1862:1862) TFTPD-Timeout: retransmit the last packet (1)
4897 WRN Mar 09 18:32:38.754493 (1862:1862) TFTPD-Error: (1+1)File not found 
4898 NOT Mar 09 18:32:38.756996 (339:1850) downd-XXTP complete - status = 2 
4925 NOT Mar 09 18:32:38.937860 (1886:1886) GHTTP-hdr->HTTP/1.1 200 OK
4926 NOT Mar 09 18:32:38.938928 (1886:1886) GHTTP-hdr->Content-length: 7879
4954 NOT Mar 09 18:32:41.198046 (618:910) JAVA-configmgr MQThread|cip.cfg.SipConfig:? - Requesting CONFIG file: ram/SEPC80084AA8743.cnf.xml.59075 from TFTP Service(1), encrypt = true,isApplyingConfigFromFlash:false
)";

TEST(PhoneConsole, ReadsTheEnvelope) {
    const LogReading log = read_log(Format::phone_console, {kTvs}, {.year = 2018});
    const LogEvent asked = log.only(LogKind::file_requested);
    EXPECT_EQ(asked.level, "NOT");
    EXPECT_EQ(asked.program, "dgetfile");
    EXPECT_EQ(asked.time.month, 11);
    EXPECT_EQ(asked.time.day, 29);
    EXPECT_EQ(asked.at, (days_since_1970(2018, 11, 29) * wire::kSecondsPerDay + 6 * 3600 + 33 * 60 + 59) *
                                wire::kNanosecondsPerSecond +
                            33'132'000);
    EXPECT_EQ(log.counts.front().recognised, log.counts.front().lines);
}

TEST(PhoneConsole, TellsHowATrustListWasVerified) {
    const LogReading log = read_log(Format::phone_console, {kTvs});
    const LogEvent asked = log.only(LogKind::file_requested);
    EXPECT_EQ(asked.file_name, "CTLSEPB000B4BA0AEE.tlv");
    EXPECT_EQ(asked.device, "SEPB000B4BA0AEE");
    EXPECT_EQ(asked.result, 0);
    EXPECT_EQ(log.only(LogKind::tls_connecting).server, "192.168.11.32");
    EXPECT_EQ(log.only(LogKind::tls_connecting).port, 2445);
    EXPECT_EQ(log.only(LogKind::tls_connected).server, "192.168.11.32");
    EXPECT_EQ(log.only(LogKind::tls_certificate).certificate_type, "LSC");
    EXPECT_TRUE(log.only(LogKind::certificate_subject).subject.ends_with("CN=CP-8861-SEPB000B4BA0AEE"));
    EXPECT_EQ(log.only(LogKind::certificate_issuer).issuer, "/C=AU/O=stormin/OU=IST/CN=CAPF-a7fb32bf/ST=NSQ/L=Sydney");
    EXPECT_EQ(log.count(LogKind::tls_established), 1U);
    EXPECT_EQ(log.only(LogKind::tvs_request_sent).result, 153);
    EXPECT_EQ(log.only(LogKind::tvs_response_received).result, 1480);
    EXPECT_EQ(log.count(LogKind::tvs_certificate_kept), 1U);
    EXPECT_EQ(log.count(LogKind::signature_valid), 1U);
    EXPECT_EQ(log.only(LogKind::trust_list_updated).mode, "CTL_SUCCESS");
    EXPECT_EQ(log.count(LogKind::trust_list_verified), 1U);
    EXPECT_EQ(log.only(LogKind::transfer_done).file_name, "CTLSEPB000B4BA0AEE.tlv") << "by the process";
    EXPECT_EQ(log.only(LogKind::signature_valid).device, "SEPB000B4BA0AEE") << "the log is one phone's";
}

TEST(PhoneConsole, JoinsTheProcessThatFetchesWithItsFile) {
    const LogReading log = read_log(Format::phone_console, {kDownloads});
    ASSERT_EQ(log.count(LogKind::http_status), 2U);
    const LogEvent busy = *std::ranges::find(log.events, LogKind::http_status, &LogEvent::kind);
    EXPECT_EQ(busy.result, 503);
    EXPECT_EQ(busy.file_name, "CTLSEPC80084AA8743.tlv");
    EXPECT_EQ(busy.server, "192.168.7.200");
    const LogEvent missing = log.only(LogKind::file_not_found);
    EXPECT_EQ(missing.result, 1) << "TFTP's error code";
    EXPECT_EQ(missing.file_name, "CTLSEPC80084AA8743.tlv");
    EXPECT_EQ(missing.server, "192.168.7.200");
    const LogEvent over = log.only(LogKind::transfer_failed);
    EXPECT_EQ(over.result, 2);
    EXPECT_EQ(over.file_name, "CTLSEPC80084AA8743.tlv");
    EXPECT_EQ(log.only(LogKind::content_length).result, 7879);
    EXPECT_EQ(log.only(LogKind::content_length).file_name, "") << "this process was not introduced";
}

TEST(PhoneConsole, KnowsWhatThePhoneThinksOfItsConfiguration) {
    const LogReading log = read_log(Format::phone_console, {kDownloads});
    const LogEvent config = log.only(LogKind::config_requested);
    EXPECT_EQ(config.file_name, "SEPC80084AA8743.cnf.xml");
    EXPECT_EQ(config.encrypted, true);
    EXPECT_EQ(log.only(LogKind::capf_not_needed).encrypted, false);
}

TEST(PhoneConsole, AFailedListIsNoUpdate) {
    const LogReading log =
        read_log(Format::phone_console,
                 {"3336 NOT Nov 29 06:34:00.413031 SECUREAPP-updateFromFile: TL parse to table: CTL_FAIL\n"
                  "3337 ERR Nov 29 06:34:00.413031 SECUREAPP-No match found in trust list against the item\n"});
    EXPECT_EQ(log.only(LogKind::trust_list_failed).mode, "CTL_FAIL");
    EXPECT_EQ(log.count(LogKind::signer_not_in_list), 1U);
}

// Records as they are, and cut in every place: nothing but a shorter reading.
TEST(PhoneConsole, HalfRecordsAreHarmless) {
    for (std::size_t cut = 0; cut < kDownloads.size(); cut += 3) {
        static_cast<void>(read_log(Format::phone_console, {kDownloads.substr(0, cut)}));
        static_cast<void>(read_log(Format::phone_console, {kDownloads.substr(cut)}));
    }
}

}  // namespace
}  // namespace capf::logs
