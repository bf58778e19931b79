// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/language/plural_rule.h"

#include <gtest/gtest.h>

#include <string>

namespace capf::language {
namespace {

std::string forms(const std::string &line) {
    const auto rule = PluralRule::parse(line);
    if (!rule) return "none";
    std::string text;
    for (const std::uint64_t n : {0U, 1U, 2U, 4U, 5U, 11U, 12U, 21U, 22U, 25U, 101U, 111U})
        text += std::to_string(rule->form_of(n));
    return text;
}

TEST(PluralRule, IsThatOfTheLanguage) {
    EXPECT_EQ(PluralRule().form_of(1), 0U);
    EXPECT_EQ(PluralRule().form_of(0), 1U);
    EXPECT_EQ(forms("nplurals=1; plural=0;"), "000000000000");         // Japanese
    EXPECT_EQ(forms("nplurals=2; plural=(n != 1);"), "101111111111");  // German
    EXPECT_EQ(forms("nplurals=2; plural=n > 1;"), "001111111111");     // French
    EXPECT_EQ(forms("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? "
                    "1 : 2);"),
              "201122201202");  // Russian
    EXPECT_EQ(forms("nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2;"), "101111122211");
}

TEST(PluralRule, IsNotTakenWhenItMakesNoSense) {
    for (const char *line :
         {"", "nplurals=2", "nplurals=0; plural=0;", "nplurals=99; plural=0;", "nplurals=2; plural=;",
          "nplurals=2; plural=n !;", "nplurals=2; plural=(n;", "nplurals=2; plural=n 1;", "nplurals=2; plural=m;",
          "nplurals=2; plural=n ? 1;", "nplurals=2; plural=99999999999999999999999;"}) {
        EXPECT_FALSE(PluralRule::parse(line)) << line;
    }
    EXPECT_FALSE(PluralRule::parse("nplurals=2; plural=" + std::string(500, '(') + "n" + std::string(400, ')')));
    EXPECT_FALSE(PluralRule::parse("nplurals=2; plural=" + std::string(900, '!') + "n;"));
}

TEST(PluralRule, NeverNamesAFormThatIsNotThere) {
    const auto rule = PluralRule::parse("nplurals=2; plural=n / 0 + n;");
    ASSERT_TRUE(rule);
    EXPECT_EQ(rule->form_of(1), 1U);
    EXPECT_EQ(rule->form_of(7), 0U);
}

}  // namespace
}  // namespace capf::language
