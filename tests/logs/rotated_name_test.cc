// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/rotated_name.h"

#include <gtest/gtest.h>

namespace capf::logs {
namespace {

TEST(RotatedName, TheNumberGoesOn) {
    EXPECT_TRUE(is_next_file("a/SDL001_600_000009.txt.gz", "a/SDL001_600_000010.txt.gz"));
    EXPECT_TRUE(is_next_file("a/SDL001_600_000099.txt", "a/SDL001_600_000100.txt"));
    EXPECT_TRUE(is_next_file("log9", "log10"));
    EXPECT_TRUE(is_next_file("tvs00000000.txt", "tvs00000001.txt"));
    EXPECT_TRUE(is_next_file("logs.tar.gz/tvs00000000.txt", "logs.tar.gz/tvs00000001.txt"));
}

TEST(RotatedName, OtherFilesAreOtherLogs) {
    EXPECT_FALSE(is_next_file("a/log1", "a/log1"));
    EXPECT_FALSE(is_next_file("a/log2", "a/log1"));
    EXPECT_FALSE(is_next_file("a/log1", "a/log3")) << "one is missing";
    EXPECT_FALSE(is_next_file("a/log1", "b/log2"));
    EXPECT_FALSE(is_next_file("node1/log", "node2/log")) << "two nodes";
    EXPECT_FALSE(is_next_file("SDL001_100_000009.txt", "SDL002_100_000010.txt")) << "two nodes";
    EXPECT_FALSE(is_next_file("log1.txt", "log2.txt.gz"));
    EXPECT_FALSE(is_next_file("log", "log1"));
    EXPECT_FALSE(is_next_file("", ""));
    EXPECT_FALSE(is_next_file("log18446744073709551615", "log0"));
    EXPECT_FALSE(is_next_file("log99999999999999999999998", "log99999999999999999999999")) << "no number of 64 bits";
}

}  // namespace
}  // namespace capf::logs
