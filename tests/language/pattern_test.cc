// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/pattern.h"

#include <gtest/gtest.h>

namespace capf::report {
namespace {

using findings::Param;

// A blank stands beside a name, and not beside the words that stand in for one.
TEST(Pattern, LeavesOutBlanksBesideWordsThatStandIn) {
    constexpr std::string_view kPattern = "証明書が {server:host|サーバ} のストアにあること";
    EXPECT_EQ(fill_in(kPattern, {}), "証明書がサーバのストアにあること");
    EXPECT_EQ(fill_in(kPattern, {{Param::server, findings::Endpoint{"10.1.1.1", 3804}}}),
              "証明書が 10.1.1.1 のストアにあること");
    EXPECT_EQ(fill_in("{device|電話機} の時計", {}), "電話機の時計");
    EXPECT_EQ(fill_in("{server|CAPF サーバ} と", {}), "CAPF サーバと");
    EXPECT_EQ(fill_in("Reset {device|the phone} now", {}), "Reset the phone now");
}

TEST(Pattern, PutsValuesWhereTheTranslationWantsThem) {
    const findings::Parameters values{{Param::file, findings::FileName{"ITL.tlv"}},
                                      {Param::bytes, findings::Number{5}}};
    EXPECT_EQ(fill_in("{bytes} バイトの {file}[（{signer}）]", values), "5 バイトの ITL.tlv");
}

}  // namespace
}  // namespace capf::report
