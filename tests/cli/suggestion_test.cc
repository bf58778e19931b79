// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/suggestion.h"

#include <gtest/gtest.h>

namespace capf::cli {
namespace {

const std::vector<std::string> kWords{"--keylog", "--tls-key", "--phone-key", "--format"};

TEST(Suggestion, TheNearestWordIsMeant) {
    EXPECT_EQ(closest("--key-log", kWords), "--keylog");
    EXPECT_EQ(closest("--fromat", kWords), "--format") << "a swap";
    EXPECT_EQ(closest("phone-key", kWords), "--phone-key");
    EXPECT_EQ(closest("tls", kWords), "--tls-key") << "a part of it";
}

TEST(Suggestion, WhatIsFarFromAllIsNothing) {
    EXPECT_EQ(closest("--zebra", kWords), "");
    EXPECT_EQ(closest("", kWords), "");
    EXPECT_EQ(closest(std::string(100000, 'x'), kWords), "");
    EXPECT_EQ(closest("--keylog", {}), "");
}

}  // namespace
}  // namespace capf::cli
