// SPDX-License-Identifier: GPL-2.0-or-later
// The vocabulary is complete: whatever can be said has a name and a rule.
#include "analyzer/findings/vocabulary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "analyzer/judge/rule.h"

namespace capf::findings {
namespace {

constexpr auto kIndications = static_cast<int>(Indication::count);

std::vector<const judge::Rule *> all_rules() {
    std::vector<const judge::Rule *> all;
    for (const auto *rules :
         {&judge::trust_list_rules(), &judge::tvs_rules(), &judge::partial_config_rules(), &judge::capf_connect_rules(),
          &judge::capf_tls_rules(), &judge::capf_dialogue_rules(), &judge::after_capf_rules(),
          &judge::encrypted_config_rules(), &judge::in_use_rules(), &judge::notice_rules(), &judge::capture_rules()}) {
        for (const judge::Rule &rule : *rules) all.push_back(&rule);
    }
    return all;
}

TEST(Vocabulary, CodesAndIndicationsHaveNamesOfTheirOwn) {
    std::set<std::string_view> codes, indications;
    for (const CodeEntry &entry : kCodes) {
        EXPECT_TRUE(codes.insert(entry.name).second) << entry.name;
        EXPECT_EQ(code_named(entry.name), entry.code);
    }
    for (int i = 0; i < kIndications; ++i) {
        const std::string_view name = name_of(static_cast<Indication>(i));
        EXPECT_FALSE(name.empty()) << i;
        EXPECT_TRUE(indications.insert(name).second) << name;
    }
    EXPECT_EQ(code_named("no-such-code"), std::nullopt);
}

TEST(Rules, EveryIndicationShowsOneCode) {
    std::map<Indication, int> shown;
    for (const judge::Rule *rule : all_rules()) {
        for (const Indication one : rule->shown_by) ++shown[one];
    }
    for (int i = 0; i < kIndications; ++i) {
        const auto one = static_cast<Indication>(i);
        EXPECT_EQ(shown[one], 1) << name_of(one);
    }
}

TEST(Rules, EveryCodeHasOneThatSomethingShows) {
    std::map<Code, int> rules;
    for (const judge::Rule *rule : all_rules()) {
        ++rules[rule->code];
        EXPECT_FALSE(rule->shown_by.empty()) << name_of(rule->code);
        EXPECT_EQ(judge::rule_of(rule->code).shown_by, rule->shown_by) << name_of(rule->code);
    }
    for (const CodeEntry &entry : kCodes) EXPECT_EQ(rules[entry.code], 1) << entry.name;
}

TEST(Rules, WhatWeakensSecurityIsNotAllThatIsAdvised) {
    for (const judge::Rule *rule : all_rules()) {
        if (rule->remedy.empty()) continue;
        EXPECT_TRUE(std::any_of(rule->remedy.begin(), rule->remedy.end(), [](const judge::Advice &advice) {
            return !is_last_resort(advice.action);
        })) << name_of(rule->code);
    }
}

TEST(Rules, EveryActionIsAdvisedSomewhere) {
    std::set<Action> advised;
    for (const judge::Rule *rule : all_rules()) {
        for (const judge::Advice &advice : rule->remedy) advised.insert(advice.action);
    }
    EXPECT_EQ(advised.size(), static_cast<std::size_t>(Action::count));
}

}  // namespace
}  // namespace capf::findings
