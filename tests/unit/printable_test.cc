// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/printable.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace capf::report
