// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/phone_table.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using testing::ElementsAre;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond, kBegin = 1'000 * kSecond;

PhoneRow row(const std::string &name, const std::string &verdict, std::int64_t waits_since = 0) {
    PhoneRow one;
    one.key = one.name = name;
    one.address = "10.1.1." + std::to_string(name.size());
    one.verdict = verdict;
    one.state = waits_since != 0 ? "waits for capf-connect" : verdict;
    one.since = waits_since;
    one.usual = 30 * kSecond;
    one.candidates = "capf-not-attempted";
    return one;
}

std::vector<std::string> names(const PhoneTable &table, std::int64_t now) {
    std::vector<std::string> all;
    for (const PhoneRow *one : table.in_order(now)) all.push_back(one->name);
    return all;
}

TEST(PhoneTable, FailuresAreOnTopAndOverdueBeforeWaiting) {
    PhoneTable table;
    table.put(row("good", "encrypted"));
    table.put(row("new", "incomplete", kBegin));
    table.put(row("late", "incomplete", kBegin - 100 * kSecond));
    table.put(row("bad", "failed"));
    EXPECT_THAT(names(table, kBegin + kSecond), ElementsAre("bad", "late", "new", "good"));
    // Time alone makes it overdue.
    EXPECT_FALSE(is_overdue(*table.find("new"), kBegin + 29 * kSecond));
    EXPECT_TRUE(is_overdue(*table.find("new"), kBegin + 30 * kSecond));
}

TEST(PhoneTable, StateTellsForHowLong) {
    EXPECT_EQ(state_text(row("a", "incomplete", kBegin), kBegin + 12 * kSecond), "waits for capf-connect: 12 s");
    EXPECT_EQ(state_text(row("a", "incomplete", kBegin), kBegin + 45 * kSecond),
              "OVERDUE: waits for capf-connect: 45 s; capf-not-attempted");
    EXPECT_EQ(state_text(row("a", "encrypted"), kBegin), "encrypted");
}

TEST(PhoneTable, FilterLooksAtAllThatIsShown) {
    PhoneTable table;
    table.put(row("SEP001122334455", "encrypted"));
    table.put(row("SEPAABBCCDDEEFF1", "failed"));
    table.set_filter("sep0011");
    EXPECT_THAT(names(table, 0), ElementsAre("SEP001122334455"));
    table.set_filter("FAILED");
    EXPECT_THAT(names(table, 0), ElementsAre("SEPAABBCCDDEEFF1"));
    table.set_filter("10.1.1.15");
    EXPECT_THAT(names(table, 0), ElementsAre("SEP001122334455"));
    table.put(row("late", "incomplete", kBegin));
    table.set_filter("overdue");
    EXPECT_THAT(names(table, kBegin + 29 * kSecond), ElementsAre());
    EXPECT_THAT(names(table, kBegin + 30 * kSecond), ElementsAre("late"));
    table.set_filter("not-attempted");
    EXPECT_THAT(names(table, kBegin + 30 * kSecond), ElementsAre("late"));
}

TEST(PhoneTable, ARowComesBackFromItsMessage) {
    const PhoneRow one = row("SEP001122334455", "failed", kBegin);
    const auto back = row_in(to_message(one));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->name, one.name);
    EXPECT_EQ(back->since, one.since);
    EXPECT_EQ(back->candidates, one.candidates);
    EXPECT_FALSE(row_in("nothing of the kind"));
    EXPECT_FALSE(row_in(to_message(7U, 8)));
    const auto title = title_in(to_message(7U, 8));
    ASSERT_TRUE(title);
    EXPECT_EQ(title->packets, 7U);
    EXPECT_EQ(title->now, 8);
}

}  // namespace
}  // namespace capf::watch
