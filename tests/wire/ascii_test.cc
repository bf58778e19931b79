// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/ascii.h"

#include <gtest/gtest.h>

namespace capf::wire {
namespace {

TEST(Ascii, CaseIsOfLettersWithoutAccentsOnly) {
    EXPECT_EQ(lower("SEP-\xC3\x84@[`{"), "sep-\xC3\x84@[`{");
    EXPECT_EQ(upper("sep-\xC3\xA4@[`{"), "SEP-\xC3\xA4@[`{");
    EXPECT_TRUE(equal_ignoring_case("SEPab", "sepAB"));
    EXPECT_FALSE(equal_ignoring_case("SEPab", "sepABC"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));
}

TEST(Ascii, BothEndsIgnoringCase) {
    EXPECT_TRUE(starts_with_ignoring_case("HTTP://host", "http://"));
    EXPECT_FALSE(starts_with_ignoring_case("HTT", "http://"));
    EXPECT_TRUE(ends_with_ignoring_case("ITLFile.TLV", ".tlv"));
    EXPECT_FALSE(ends_with_ignoring_case("tlv", ".tlv"));
    EXPECT_TRUE(ends_with_ignoring_case("", ""));
}

TEST(Ascii, HexDigits) {
    EXPECT_EQ(hex_value('9'), 9);
    EXPECT_EQ(hex_value('a'), 10);
    EXPECT_EQ(hex_value('F'), 15);
    for (const char c : {'g', 'G', '/', ':', '@', '`', '\xE1', '\0'}) EXPECT_FALSE(is_hex_digit(c)) << c;
}

TEST(Ascii, KindsOfCharacters) {
    for (const char c : {'a', 'z', 'A', 'Z'}) EXPECT_TRUE(is_letter(c)) << c;
    for (const char c : {'@', '[', '`', '{', '0', '\xE4'}) EXPECT_FALSE(is_letter(c)) << c;
    EXPECT_TRUE(is_letter_or_digit('7'));
    EXPECT_EQ(trim(" \t\r\nvalue of two words\n "), "value of two words");
    EXPECT_EQ(trim(" \n"), "");
}

}  // namespace
}  // namespace capf::wire
