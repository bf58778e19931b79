// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/safe_name.h"

#include <gtest/gtest.h>

namespace capf::exporting {
namespace {

TEST(SafeName, OrdinaryNamesStay) {
    EXPECT_EQ(safe_name("SEPA45630BBFA40.cnf.xml.enc.sgn"), "SEPA45630BBFA40.cnf.xml.enc.sgn");
}

TEST(SafeName, NothingLeadsOutOfTheFolder) {
    for (const std::string name : {"../../etc/passwd", "/etc/passwd", "a/../b", "..", ".", "", "\\..\\x", "%2e%2e%2fx",
                                   "....//x", ".ssh", "-rf", "--output=x"}) {
        const std::string safe = safe_name(name);
        EXPECT_FALSE(safe.empty()) << name;
        EXPECT_EQ(safe.find_first_of("/\\"), std::string::npos) << name;
        EXPECT_NE(safe.front(), '.') << name;
        EXPECT_NE(safe.front(), '-') << name;
    }
}

TEST(SafeName, OnlyPlainCharacters) {
    std::string all;
    for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
    for (const char c : safe_name("a" + all)) EXPECT_TRUE(c > ' ' && c < 127) << static_cast<int>(c);
    EXPECT_EQ(safe_name(std::string("a\0b", 3)).find('\0'), std::string::npos);
}

TEST(SafeName, NamesThatWindowsKeepsForItself) {
    EXPECT_EQ(safe_name("con"), "_con");
    EXPECT_EQ(safe_name("NUL.cnf.xml"), "_NUL.cnf.xml");
    EXPECT_EQ(safe_name("com1.xml"), "_com1.xml");
    EXPECT_EQ(safe_name("console.xml"), "console.xml");
    EXPECT_EQ(safe_name("x."), "x_");
}

TEST(SafeName, LengthIsLimited) {
    const std::string safe = safe_name(std::string(5000, 'a') + ".xml");
    EXPECT_LE(safe.size(), 121U);
    EXPECT_TRUE(safe.ends_with(".xml"));
}

TEST(NumberedName, TheEndingStays) {
    EXPECT_EQ(numbered_name("SEP1.cnf.xml.sgn", 2), "SEP1-2.cnf.xml.sgn");
    EXPECT_EQ(numbered_name("file", 12), "file-12");
}

}  // namespace
}  // namespace capf::exporting
