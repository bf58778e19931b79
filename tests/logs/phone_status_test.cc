// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"
#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

TEST(PhoneStatus, ReadsDatesTextsAndFiles) {
    const LogReading log =
        read_log(Format::phone_status,
                 {"[10:04:33am 11/29/26] ITL installed\r\n"
                  "[10:04:31am 11/29/26] File Not Found : CTLFile.tlv\r\n"
                  "[10:04:30am 11/29/26] No Trust List installed\r\n"
                  "[12:00:01pm 29/11/26] TFTP Timeout : SEP2834A2823B58.cnf.xml\r\n"
                  "[10:04:28am 11/29/26] invalid file SEP2834A2823B58.cnf.xml.sgn, authenticated fail. Reason:9\r\n"
                  "[10:04:27am 11/29/26] Trust List Update Failed\r\n"});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    const LogEvent installed = log.only(LogKind::trust_list_updated);
    EXPECT_EQ(installed.at, (days_since_1970(2026, 11, 29) * wire::kSecondsPerDay + 10 * 3600 + 4 * 60 + 33) *
                                wire::kNanosecondsPerSecond);
    EXPECT_EQ(log.only(LogKind::file_not_found).file_name, "CTLFile.tlv");
    EXPECT_EQ(log.count(LogKind::trust_list_missing), 1U);
    EXPECT_EQ(log.only(LogKind::transfer_timeout).device, "SEP2834A2823B58");
    EXPECT_EQ(log.only(LogKind::transfer_timeout).time.month, 11) << "a month above twelve is a day";
    EXPECT_EQ(log.only(LogKind::signature_invalid).result, 9);
    EXPECT_EQ(log.only(LogKind::signature_invalid).file_name, "SEP2834A2823B58.cnf.xml.sgn");
    EXPECT_EQ(log.count(LogKind::trust_list_failed), 1U);
    for (const LogEvent &event : log.events) EXPECT_EQ(event.stretch, 0U) << "the newest stands first";
}

TEST(PhoneStatus, ReadsThe79xx) {
    const LogReading log =
        read_log(Format::old_phone_status, {"12:04:33a File Not Found <CTLFile.tlv>\n1:04:33p TFTP Error : "
                                            "XMLDefault.cnf.xml\n2:00:00p Trust List Updated\n"});
    EXPECT_EQ(log.only(LogKind::file_not_found).file_name, "CTLFile.tlv");
    EXPECT_EQ(log.only(LogKind::file_not_found).at, (4 * 60 + 33) * wire::kNanosecondsPerSecond);
    EXPECT_EQ(log.only(LogKind::transfer_failed).file_name, "XMLDefault.cnf.xml");
    EXPECT_EQ(log.count(LogKind::trust_list_updated), 1U);
}

TEST(PhoneStatus, AnInvalidFileThatSaysNothingOfSignaturesIsOnlyARecord) {
    const LogReading log = read_log(Format::old_phone_status, {"1:04:33p invalid file x\n"}, {.every_record = true});
    EXPECT_EQ(log.count(LogKind::other), 1U);
}

}  // namespace
}  // namespace capf::logs
