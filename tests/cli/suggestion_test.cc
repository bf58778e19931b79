// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/suggestion.h"

#include <utility>

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

OptionDescription option(std::vector<std::string> names, std::vector<std::string> choices = {}) {
    OptionDescription one;
    one.names = std::move(names);
    one.choices = std::move(choices);
    return one;
}

TEST(Suggestion, WhatOtherProgramsCallAnOption) {
    const std::vector<OptionDescription> options{option({"--format"}, {"text", "html", "json", "jsonl"}),
                                                 option({"-q", "--quiet"}), option({"--color"}), option({"--keylog"})};
    EXPECT_EQ(option_meant("--json", options), "--format json");
    EXPECT_EQ(option_meant("--html", options), "--format html");
    EXPECT_EQ(option_meant("--no-color", options), "--color never");
    EXPECT_EQ(option_meant("--silent", options), "--quiet");
    EXPECT_EQ(option_meant("--key-log", options), "--keylog");
    EXPECT_EQ(option_meant("--device", options), "") << "there is no --phone";
    EXPECT_EQ(option_meant("--", options), "");
    EXPECT_EQ(option_meant("--json", {option({"--format"}, {"auto", "jsonl"})}), "--format jsonl");
    EXPECT_EQ(option_meant("--html", {option({"--format"}, {"auto", "jsonl"})}), "capfcheck check --format html");
    EXPECT_TRUE(is_option_of_a_file("-r"));
    EXPECT_FALSE(is_option_of_a_file("--fields"));
}

}  // namespace
}  // namespace capf::cli
