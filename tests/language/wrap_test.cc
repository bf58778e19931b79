// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/wrap.h"

#include <gtest/gtest.h>

namespace capf::report {
namespace {

TEST(Wrap, CountsWideCharactersTwice) {
    EXPECT_EQ(display_width("CAPF サーバ"), 11U);
    EXPECT_EQ(display_width("が"), 2U);
    EXPECT_EQ(display_width("か\u3099"), 2U);  // with a combining mark
    EXPECT_EQ(display_width("\xFF\xFE"), 2U);  // no UTF-8
    EXPECT_EQ(padded("原因:", 8), "原因:   ");
    EXPECT_EQ(cut_to_width("あいう", 5), "あい");
    EXPECT_EQ(cut_to_width("\u2713\u2717ab", 3), "\u2713\u2717a");
    EXPECT_EQ(cut_to_width("abc", 5), "abc");
    EXPECT_EQ(cut_to_width("abc", 0), "");
}

TEST(Wrap, BreaksAtBlanks) {
    EXPECT_EQ(wrap("one two three", 2, 9), "one two\n  three");
    EXPECT_EQ(wrap("one  two", 0, 80), "one  two");
    EXPECT_EQ(wrap("unbreakable word", 0, 5), "unbreakable\nword");
    EXPECT_EQ(wrap_from("one two", 6, 2, 9), "one\n  two");
    EXPECT_EQ(wrap(std::string("a") + kNoBreak + "b c", 0, 3), "a b\nc");
}

TEST(Wrap, BreaksBesideWideCharacters) {
    EXPECT_EQ(wrap("電話機が接続を拒否", 2, 10), "電話機が\n  接続を拒\n  否");
    EXPECT_EQ(wrap("CAPFサーバ", 0, 6), "CAPF\nサーバ");
    EXPECT_EQ(wrap("アドレス10.147.94.55へ", 0, 12), "アドレス\n10.147.94.55\nへ");
}

// Japanese kinsoku.
TEST(Wrap, LeavesMarksWhereTheyBelong) {
    EXPECT_EQ(wrap("電話機です。次に", 0, 10), "電話機で\nす。次に");
    EXPECT_EQ(wrap("証明書（期限切れ）", 0, 8), "証明書\n（期限切\nれ）");
    EXPECT_EQ(wrap("ああああッ", 0, 8), "あああ\nあッ");
}

}  // namespace
}  // namespace capf::report
