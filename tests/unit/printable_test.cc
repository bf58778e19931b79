// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/printable.h"

#include <gtest/gtest.h>

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
    EXPECT_EQ(escape_invisible("{\"a\": \"\xc2\x9b"
                               "31m\"}\n"),
              "{\"a\": \"\\u009b31m\"}\n")
        << "CSI as one character";
    EXPECT_EQ(escape_invisible("\"\xe2\x80\xae\""), "\"\\u202e\"") << "right-to-left override";
    EXPECT_EQ(escape_invisible("\"\xf3\xa0\x81\x81\x7f\""), "\"\\udb40\\udc41\\u007f\"") << "a tag, and DEL";
    EXPECT_EQ(escape_invisible("\"Köln 東京 😀\""), "\"Köln 東京 😀\"") << "what can be seen stays";
}

}  // namespace
}  // namespace capf::report
