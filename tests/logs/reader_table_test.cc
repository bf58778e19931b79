// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/reader_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace capf::logs {
namespace {

TEST(ReaderTable, EveryReaderHasAllThatTheTableAsksFor) {
    std::set<std::string_view> names;
    for (const ReaderKind &kind : reader_table()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_FALSE(kind.title.empty());
        EXPECT_FALSE(kind.source.empty());
        EXPECT_FALSE(kind.tells.empty());
        EXPECT_FALSE(certainty_name(kind.certainty).empty());
        EXPECT_NE(kind.likeness, nullptr);
        ASSERT_NE(kind.make, nullptr);
        EXPECT_NE(kind.make([](const LogEvent &) {}, {}), nullptr);
        EXPECT_EQ(&reader_of(kind.format), &kind);
    }
}

TEST(ReaderTable, EveryKindOfEventHasAName) {
    std::set<std::string_view> names;
    for (int kind = 0; kind <= static_cast<int>(LogKind::phone_alarm); ++kind) {
        const std::string_view name = kind_name(static_cast<LogKind>(kind));
        EXPECT_FALSE(name.empty()) << kind;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
}

TEST(ReaderTable, NoReaderTakesWhatIsNoLog) {
    EXPECT_EQ(find_reader(""), nullptr);
    EXPECT_EQ(find_reader("\n\n\n"), nullptr);
    EXPECT_EQ(find_reader("<html><body>An error page</body></html>\n"), nullptr);
    EXPECT_EQ(find_reader("{\"a\": 1}\n{\"b\": 2}\n"), nullptr);
    EXPECT_EQ(find_reader("Dear colleague,\nthe phone does not work at 10:04:33 since Nov 29.\n"), nullptr);
    EXPECT_EQ(find_reader("admin:show itl\nThe checksum value of the ITL file:\n"), nullptr);
}

// Each by a few of its lines; formats that look alike must not be mixed up.
TEST(ReaderTable, TellsTheFormatsApart) {
    constexpr std::pair<Format, std::string_view> kLogs[] = {
        {Format::phone_console, "3233 NOT Nov 29 06:33:59.033132 dgetfile(870)-GETXXTP [GT870][src=x][sec=0]\n"},
        {Format::old_phone_console, "5007: NOT 10:25:10.060663 SECD: clpSetupSsl: Trying to connect\n"},
        {Format::phone_status, "[10:04:33am 11/29/26] ITL installed\n"},
        {Format::old_phone_status, "12:04:33a ITL installed\n"},
        {Format::tftp_trace, "00004376.005 |07:28:32.110 |AppInfo  |   HTTPConnection::x\n"},
        {Format::tvs_trace, "18:01:06.345 | debug MsgType : TVS_MSG_QUERY_CERT_REQ\n"},
        {Format::capf_trace, "18:01:06.345 | debug capfHandle\n"},
        {Format::ios_capf, "001897: .Jul 21 18:17:22.555: ephone_capf_send_auth_req:\n"},
        {Format::ios_capf, "%IPPHONE-6-REGISTER: ephone-2 IP:192.168.10.3 Socket:2 DeviceType:Phone has registered.\n"},
        {Format::capfd, "10.1.2.3:51292 Device Name: SEP2834A2823B58\n"},
        {Format::capfd, "Nov 29 06:33:59 pbx capfd[8]: CAPF Listening on port 3804\n"},
        {Format::tvsd, "Nov 29 06:33:59 pbx tvsd[8]: 10.1.2.3:5 Status: Valid\n"},
        {Format::certificate_syslog,
         "Jun 19 12:00:00 h local99 0 : 42: h: Jun 19 2019 10:00:00.19 UTC :  %UC_CERT-0-X: a\n"},
    };
    for (const auto &[format, line] : kLogs) {
        const ReaderKind *const found = find_reader(line);
        ASSERT_NE(found, nullptr) << line;
        EXPECT_EQ(found->name, reader_of(format).name) << line;
    }
}

TEST(ReaderTable, NothingBinaryIsALog) {
    std::string text = "00004376.005 |07:28:32.110 |AppInfo  |   HTTPConnection::x\n";
    ASSERT_NE(find_reader(text), nullptr);
    text += '\0';
    EXPECT_NE(find_reader(text), nullptr) << "a log with a damaged byte";
    text += std::string(10, '\0');
    EXPECT_EQ(find_reader(text), nullptr);
}

TEST(ReaderTable, FindsTheTftpTraceAmongForeignLines) {
    std::string text;
    for (int i = 0; i < 9; ++i) text += "something else\n";
    text += "00004376.005 |07:28:32.110 |AppInfo  |   HTTPConnection::x\nsomething else\n";
    const ReaderKind *const found = find_reader(text);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->name, "tftp");
}

}  // namespace
}  // namespace capf::logs
