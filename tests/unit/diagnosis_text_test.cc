// SPDX-License-Identifier: GPL-2.0-or-later
// The words of findings: each has some, and what they are filled in with is known.
#include "analyzer/report/diagnosis_text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "analyzer/report/pattern.h"

namespace capf::report {
namespace {

using namespace findings;

std::set<std::string> param_names() {
    std::set<std::string> names;
    for (int i = 0; i <= static_cast<int>(Param::warning); ++i) names.insert(name_of(static_cast<Param>(i)));
    return names;
}

// What is wrong with a pattern: a placeholder of an unknown name, or a bracket without its other.
std::vector<std::string> faults_in(std::string_view pattern) {
    static const std::set<std::string> known = param_names();
    std::vector<std::string> faults;
    char open = 0;
    std::string field;
    bool in_part = false;
    for (const char c : pattern) {
        if (c == '[' || c == ']') {
            if (in_part == (c == '[') || open == '{') faults.emplace_back("brackets do not match");
            in_part = c == '[';
        } else if (c == '{' || c == '}') {
            if ((open == '{') == (c == '{')) faults.emplace_back("braces do not match");
            const std::string name = field.substr(0, field.find_first_of(":|"));
            if (c == '}' && !known.contains(name)) faults.push_back("no value is called " + name);
            open = c;
            field.clear();
        } else {
            field += c;
        }
    }
    if (open == '{' || in_part) faults.emplace_back("ends within brackets");
    return faults;
}

TEST(DiagnosisText, PatternsAreCheckedWithTeeth) {
    EXPECT_TRUE(faults_in("{server:host} [from {device|the phone}]").empty());
    for (const char *wrong : {"{colour}", "{server", "server}", "[{server}", "{server}]", "[[x]]", "{ser[ver]}"}) {
        EXPECT_FALSE(faults_in(wrong).empty()) << wrong;
    }
}

TEST(DiagnosisText, EveryIndicationHasAPatternOfKnownValues) {
    for (int i = 0; i < static_cast<int>(Indication::count); ++i) {
        const auto one = static_cast<Indication>(i);
        const std::string_view pattern = pattern_of(one);  // aborts where there is no row
        EXPECT_FALSE(pattern.empty()) << name_of(one);
        EXPECT_FALSE(pattern.ends_with('.')) << name_of(one) << " is a clause, not a sentence";
        for (const std::string &fault : faults_in(pattern)) ADD_FAILURE() << name_of(one) << ": " << fault;
    }
}

TEST(DiagnosisText, EveryActionIsASentence) {
    std::set<std::string_view> seen;
    for (int i = 0; i < static_cast<int>(Action::count); ++i) {
        const std::string_view pattern = pattern_of(static_cast<Action>(i));
        EXPECT_TRUE(pattern.ends_with('.')) << pattern;
        for (const std::string &fault : faults_in(pattern)) ADD_FAILURE() << pattern << ": " << fault;
        EXPECT_TRUE(seen.insert(pattern).second) << pattern;
    }
}

TEST(DiagnosisText, EveryCodeHasAMeaningAndASign) {
    std::set<std::string_view> meanings;
    for (const CodeEntry &entry : kCodes) {
        EXPECT_TRUE(meanings.insert(meaning_of(entry.code)).second) << entry.name;
        EXPECT_FALSE(meaning_of(entry.code).empty()) << entry.name;
        EXPECT_FALSE(meaning_of(entry.code).ends_with('.')) << entry.name;
        EXPECT_FALSE(sign_of(entry.code).empty()) << entry.name;
        EXPECT_FALSE(sign_of(entry.code).ends_with('.')) << entry.name;
    }
}

TEST(DiagnosisText, OfNoPhoneInParticularNothingIsLeftOpen) {
    for (const CodeEntry &entry : kCodes) {
        const std::string text = general_remedy(entry.code);
        EXPECT_EQ(text.find_first_of("{}[]?"), std::string::npos) << entry.name << ": " << text;
    }
}

TEST(DiagnosisText, NamesWhatTheCaptureShows) {
    const Finding finding{Code::capf_unreachable,
                          Indication::syn_unanswered,
                          Evidence::observed,
                          {},
                          {{Param::server, Endpoint{"192.0.2.1", 3804}}, {Param::count, Number{2}}},
                          {Action::open_capf_port}};
    EXPECT_NE(summary_text(finding).find("192.0.2.1"), std::string::npos) << summary_text(finding);
    EXPECT_NE(summary_text(finding).find("2 SYNs"), std::string::npos) << summary_text(finding);
    EXPECT_NE(remedy_text(finding).find("3804"), std::string::npos) << remedy_text(finding);
}

TEST(Pattern, FillsInOnce) {
    const Parameters hostile = {{Param::file, Quote{"{device} [x] {server|y}"}}, {Param::device, DeviceName{"SEP1"}}};
    EXPECT_EQ(fill_in("{file} of {device}", hostile), "{device} [x] {server|y} of SEP1");
    EXPECT_EQ(fill_in("[({file}) ]{device}", hostile), "({device} [x] {server|y}) SEP1");
}

TEST(Pattern, DoesWithoutWhatIsMissing) {
    const Parameters values = {{Param::server, Endpoint{"2001:db8::1", 3804}}, {Param::hash, Hex{""}}};
    EXPECT_EQ(fill_in("{device|the phone}[ of {device}] at {server:host}", values), "the phone at 2001:db8::1");
    EXPECT_EQ(fill_in("{server}[, {device} {server}], {hash}, {alert}", values), "[2001:db8::1]:3804, empty, ?");
}

TEST(Pattern, Counts) {
    EXPECT_EQ(times_text(1), "once");
    EXPECT_EQ(times_text(2), "twice");
    EXPECT_EQ(times_text(3), "3 times");
    EXPECT_EQ(count_text(1, "SYN"), "1 SYN");
    EXPECT_EQ(count_text(2, "SYN"), "2 SYNs");
    EXPECT_EQ(count_text(0, "record"), "0 records");
    EXPECT_EQ(count_text(1, "reply"), "1 reply");
    EXPECT_EQ(count_text(2, "reply"), "2 replies");
    EXPECT_EQ(count_text(2, "day"), "2 days");
    EXPECT_EQ(count_text(2, "address"), "2 addresses");
    EXPECT_EQ(fill_in("{count:SYN}, {count:times}", {{Param::count, Number{2}}}), "2 SYNs, twice");
}

}  // namespace
}  // namespace capf::report
