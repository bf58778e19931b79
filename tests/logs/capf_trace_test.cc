// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's trace of CAPF.
#include <gtest/gtest.h>

#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

constexpr std::string_view kCapfTrace = R"(18:01:06.300 |   debug CAPF service parameters read
18:01:06.400 |   debug 8:UNKNOWN:Got a new ph conn 192.168.30.57 on 8, Total Acc = 6..
18:01:06.401 |-->debug
18:01:06.402 |   debug 8:UNKNOWN:TLS HS Done for ph_conn
18:01:06.405 |   debug 8:UNKNOWN:Incoming Phone Msg:
HEX_DUMP: Len = 11:
18:01:06.405 |   debug 55 02 00 00 00 01 00 1b
00 01 00
18:01:06.410 |   debug 8:SEPA4563009A876:CAPF CORE: Rcvd Event: CAPF_EV_AUTH_RESP in State: CAPF_STATE_AUTH
18:01:06.412 |   debug 8:SEPA4563009A876:lookup of issued LSC in database
18:01:06.412 |   debug 8:SEPA4563009A876:certificate not found
18:01:06.420 |<--debug
)";

// Most of its lines may be TVS's as well.
TEST(CapfTrace, IsNotTakenForThatOfTvs) {
    const ReaderKind *const kind = find_reader(kCapfTrace);
    ASSERT_NE(kind, nullptr);
    EXPECT_EQ(kind->format, Format::capf_trace);
    const LogReading log = read_log(Format::capf_trace, {kCapfTrace});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    EXPECT_EQ(log.count(LogKind::names_phone), 3U);
    EXPECT_EQ(log.events.size(), 3U) << "nothing is concluded from it";
}

TEST(CapfTrace, ShowsTextsAndConcludesNothing) {
    const LogReading log = read_log(
        Format::capf_trace,
        {"18:01:06.345 | debug 8:UNKNOWN:CAPF CORE: something about SEPB000B4BA0AEE\n18:01:06.346 | debug Error 5\n"},
        {.every_record = true});
    ASSERT_EQ(log.events.size(), 2U);
    EXPECT_EQ(log.events[0].kind, LogKind::names_phone);
    EXPECT_EQ(log.events[0].device, "SEPB000B4BA0AEE");
    EXPECT_EQ(log.events[1].kind, LogKind::other);
    EXPECT_EQ(log.events[1].text, "18:01:06.346 | debug Error 5");
}

}  // namespace
}  // namespace capf::logs
