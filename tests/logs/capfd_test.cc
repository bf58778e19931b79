// SPDX-License-Identifier: GPL-2.0-or-later
// The public CAPF server.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "plugin/wire/time_units.h"
#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

TEST(Capfd, ReadsItPlain) {
    const LogReading log = read_log(Format::capfd, {"CAPF Listening on port 3804\n"
                                                    "10.1.2.3:51292 Device Name: SEP2834A2823B58\n"
                                                    "10.1.2.4:51293 Device Name: SEP2834A2823B59\n"
                                                    "10.1.2.3:51292 Authentication Mode: Password\n"
                                                    "10.1.2.3:51292 Scheduled Operation: Install\n"
                                                    "10.1.2.3:51292 Key Algorithm: RSA\n"
                                                    "10.1.2.3:51292 Key Size: 2048\n"
                                                    "10.1.2.3:51292 Result: Installed certificate\n"
                                                    "10.1.2.4:51293 Unknown device: SEP2834A2823B59\n"
                                                    "10.1.2.5:51294 Too many clients: 11 of 10\n"
                                                    "10.1.2.3:51292 Error: Failed to store certificate (5)\n"
                                                    "10.1.2.6:5 Error: Incorrect password\n"});
    EXPECT_EQ(log.counts.front().unrecognised, 0U);
    EXPECT_EQ(log.only(LogKind::capf_authentication).mode, "Password");
    EXPECT_EQ(log.only(LogKind::capf_operation).device, "SEP2834A2823B58") << "by address and port";
    EXPECT_EQ(log.only(LogKind::capf_operation).address, "10.1.2.3");
    EXPECT_EQ(log.only(LogKind::capf_operation).port, 51292);
    EXPECT_EQ(log.only(LogKind::capf_key_size).result, 2048);
    EXPECT_EQ(log.only(LogKind::capf_result).mode, "Installed certificate");
    EXPECT_EQ(log.only(LogKind::capf_unknown_device).device, "SEP2834A2823B59");
    EXPECT_EQ(log.only(LogKind::capf_server_full).result, 10);
    ASSERT_EQ(log.count(LogKind::capf_error), 2U);
    EXPECT_EQ(log.events[log.events.size() - 2].result, 5);
    EXPECT_EQ(log.events.back().result, std::nullopt);
    EXPECT_EQ(log.events.back().device, "");
}

TEST(Capfd, ReadsItFromTheJournal) {
    const LogReading log = read_log(
        Format::capfd, {"Nov 29 06:33:59 pbx capfd[812]: 10.1.2.3:51292 Device Name: SEP2834A2823B58\n"
                        "2026-11-29T06:34:00+0100 pbx capfd[812]: INFO 10.1.2.3:51292 Result: Fetched certificate\n"});
    EXPECT_EQ(log.only(LogKind::capf_device).program, "capfd");
    EXPECT_EQ(log.only(LogKind::capf_device).time.month, 11);
    const LogEvent result = log.only(LogKind::capf_result);
    EXPECT_EQ(result.device, "SEP2834A2823B58");
    EXPECT_EQ(result.at, (days_since_1970(2026, 11, 29) * wire::kSecondsPerDay + 5 * 3600 + 34 * 60) *
                             wire::kNanosecondsPerSecond);
}

TEST(Capfd, AnExceptionIsOneRecord) {
    const LogReading log = read_log(
        Format::capfd,
        {"10.1.2.3:51292 Traceback (most recent call last):\n  File \"capfd\", line 5, in run\nssl.SSLError: bad\n"
         "10.1.2.3:51292 Device Name: SEP2834A2823B58\n"},
        {.every_record = true});
    EXPECT_EQ(log.events.size(), 2U);
    EXPECT_EQ(log.events[0].lines, 3U);
}

TEST(Capfd, ReadsClientsOfIpv6) {
    constexpr std::pair<std::string_view, std::string_view> kClients[] = {
        {"[2001:db8::57]:38719", "2001:db8::57"},
        {"2001:db8::57:38719", "2001:db8::57"},
        {"2001:db8:0:1:2:3:4:5:38719", "2001:db8:0:1:2:3:4:5"},
        {"::ffff:10.1.2.3:38719", "10.1.2.3"},
        {"[::ffff:10.1.2.3]:38719", "10.1.2.3"},
    };
    for (const auto &[client, address] : kClients) {
        const std::string line = std::string(client) + " Device Name: SEPA4563009A876\n";
        const ReaderKind *const kind = find_reader(line);
        ASSERT_NE(kind, nullptr) << line;
        EXPECT_EQ(kind->format, Format::capfd);
        const LogReading log = read_log(Format::capfd, {line});
        EXPECT_EQ(log.only(LogKind::capf_device).address, address);
        EXPECT_EQ(log.only(LogKind::capf_device).port, 38719);
    }
    for (const std::string_view other : {"00:e0:4c:0a:1b:2c:1", "06:33:59:1", "2001:db8:57:1", "[]:1"}) {
        const LogReading log = read_log(Format::capfd, {std::string(other) + " Device Name: SEPA4563009A876\n"});
        EXPECT_EQ(log.counts.front().unrecognised, 1U) << other;
    }
}

}  // namespace
}  // namespace capf::logs
