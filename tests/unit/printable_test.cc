// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/printable.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include <nlohmann/json.hpp>

#include "analyzer/report/json_text.h"

namespace capf::report {
namespace {

TEST(Printable, TerminalSequencesAreShownNotSent) {
    EXPECT_EQ(printable("SEP\033[31mred"), "SEP\\x1b[31mred");
    EXPECT_EQ(printable("a\nb"), "a\\x0ab");
    EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
    EXPECT_EQ(printable("Köln"), "Köln");
    EXPECT_EQ(printable("\xe2\x80\xae"
                        "evil"),
              "\\xe2\\x80\\xae"
              "evil")
        << "right-to-left override";
}

TEST(JsonText, WhatATerminalObeysIsEscaped) {
    const auto text = [](const char *value) { return json_text(nlohmann::ordered_json(value), -1); };
    EXPECT_EQ(text("\xc2\x9b"
                   "31m"),
              "\"\\u009b31m\"")
        << "CSI as one character";
    EXPECT_EQ(text("\xe2\x80\xae"), "\"\\u202e\"") << "right-to-left override";
    EXPECT_EQ(text("\xf3\xa0\x81\x81\x7f"), "\"\\udb40\\udc41\\u007f\"") << "a tag, and DEL";
    EXPECT_EQ(text("Köln 東京 😀"), "\"Köln 東京 😀\"") << "what can be seen stays";
    EXPECT_EQ(text("\xff"), "\"\xef\xbf\xbd\"") << "no UTF-8";
}

// Where nothing needs an escape of ours, as the library writes it.
TEST(JsonText, IsLaidOutAsByTheLibrary) {
    const nlohmann::ordered_json json = {
        {"text", {"plain", "quote \" and \\", "line\nand\ttab", "", "Köln"}},
        {"numbers", {0, -1, 18446744073709551615U, std::numeric_limits<std::int64_t>::min(), 0.5, 1e300}},
        {"others", {true, false, nullptr}},
        {"empty", {{"object", nlohmann::ordered_json::object()}, {"array", nlohmann::ordered_json::array()}}},
        {"key with \"", {{{"deep", {1, {2, {3}}}}}}}};
    for (const int indent : {-1, 0, 2, 4}) EXPECT_EQ(json_text(json, indent), json.dump(indent));
    EXPECT_EQ(json_text({{"a", 1}}, 2, 4), "{\n      \"a\": 1\n    }");
}

}  // namespace
}  // namespace capf::report
