// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/reader_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace capf::logs {
namespace {

TEST(ReaderTable, EveryReaderHasAllThatTheTableAsksFor) {
    std::set<std::string_view> names;
    for (const ReaderKind &kind : reader_table()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_FALSE(kind.title.empty());
        EXPECT_FALSE(kind.source.empty());
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

TEST(ReaderTable, NothingBinaryIsALog) {
    std::string text = "00004376.005 |07:28:32.110 |AppInfo  |   HTTPConnection::x\n";
    ASSERT_NE(find_reader(text), nullptr);
    text += '\0';
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
