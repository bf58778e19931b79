// SPDX-License-Identifier: GPL-2.0-or-later
// Duplicates, the summary, progress, and what a record holds.
#include <gtest/gtest.h>

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/batch/duplicates.h"
#include "analyzer/batch/progress.h"
#include "analyzer/batch/shard.h"
#include "analyzer/batch/summary.h"

namespace capf::batch {
namespace {

TEST(Shard, IsAPartOfAWhole) {
    for (const char *text : {"", "1", "1/", "/2", "0/2", "3/2", "1/2/3", "1/x", "-1/2", " 1/2"}) {
        EXPECT_FALSE(parse_shard(text)) << text;
    }
    const auto shard = parse_shard("2/16");
    ASSERT_TRUE(shard);
    EXPECT_EQ(shard->number, 2U);
    EXPECT_EQ(shard->of, 16U);
}

TEST(Shard, HasItsShareOfTheCaptures) {
    constexpr std::size_t kCaptures = 2000, kShards = 8;
    std::vector<ListedCapture> captures(kCaptures);
    for (std::size_t i = 0; i < kCaptures; ++i) captures[i].name = "site/capture-" + std::to_string(i) + ".pcap";
    std::size_t all = 0;
    for (std::size_t number = 1; number <= kShards; ++number) {
        const std::size_t share = captures_of({number, kShards}, captures).size();
        EXPECT_GT(share, kCaptures / kShards / 2);
        EXPECT_LT(share, kCaptures / kShards * 2);
        all += share;
    }
    EXPECT_EQ(all, kCaptures);
}

ListedCapture sized(std::uint64_t size, std::size_t files = 1) {
    ListedCapture capture;
    capture.paths.assign(files, "x");
    capture.size = size;
    return capture;
}

TEST(Duplicates, ComparesOnlyWhatIsOfOneSize) {
    ListedCapture broken = sized(7);
    broken.problem = "cannot be opened";
    const Duplicates duplicates({sized(5), sized(7), sized(7), sized(7, 2), broken, sized(0), sized(0)});
    const std::vector<bool> alone{true, false, false, true, true, true, true};
    for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_EQ(duplicates.is_alone(i), alone[i]) << i;
}

TEST(Duplicates, TheFirstOfOneContentIsTheOriginal) {
    Duplicates duplicates({sized(7), sized(7), sized(7), sized(7)});
    EXPECT_FALSE(duplicates.set_hash(3, "a"));
    EXPECT_FALSE(duplicates.set_hash(1, "a"));
    EXPECT_FALSE(duplicates.set_hash(0, "b"));
    EXPECT_TRUE(duplicates.set_hash(2, ""));
    EXPECT_EQ(duplicates.original(0), std::nullopt);
    EXPECT_EQ(duplicates.original(1), std::nullopt);
    EXPECT_EQ(duplicates.original(2), std::nullopt);
    EXPECT_EQ(duplicates.original(3), 1U);
}

TEST(Duplicates, WhatHasAResultIsTheOriginal) {
    Duplicates duplicates({sized(7), sized(7)});
    duplicates.set_done(1);
    EXPECT_FALSE(duplicates.set_hash(0, "a"));
    EXPECT_TRUE(duplicates.set_hash(1, "a"));
    EXPECT_EQ(duplicates.original(0), 1U);
    EXPECT_EQ(duplicates.original(1), std::nullopt);
}

RecordFacts with_phone(const std::string &verdict, const std::vector<std::string> &codes = {}) {
    RecordFacts facts;
    facts.file = "a\033[31m.pcap";
    facts.phones.push_back({"SEP001122334455", verdict, codes, {}});
    return facts;
}

TEST(Summary, HasTheWorstExitStatus) {
    Summary summary;
    EXPECT_EQ(summary.exit_status(), 3);
    summary.add(with_phone("encrypted"));
    EXPECT_EQ(summary.exit_status(), 0);
    RecordFacts duplicate;
    duplicate.status = Status::duplicate;
    summary.add(duplicate);
    EXPECT_EQ(summary.exit_status(), 0);
    summary.add(with_phone("incomplete"));
    EXPECT_EQ(summary.exit_status(), 3);
    summary.add(with_phone("failed", {"capf-refused"}));
    EXPECT_EQ(summary.exit_status(), 1);
    RecordFacts crashed;
    crashed.status = Status::crashed;
    crashed.problem = "crashed with SIGSEGV";
    summary.add(crashed);
    EXPECT_EQ(summary.exit_status(), 4);
}

TEST(Summary, ACaptureWithoutAPhoneDecidesNothing) {
    Summary summary;
    summary.add(with_phone("encrypted"));
    summary.add(RecordFacts());
    EXPECT_EQ(summary.exit_status(), 3);
}

TEST(Summary, SortsByFrequencyAndNamesWhatNeedsAPerson) {
    Summary summary;
    summary.add(with_phone("failed", {"capf-refused"}));
    for (int i = 0; i < 12; ++i) {
        RecordFacts facts = with_phone("failed", {"capf-rejected", "capf-no-operation"});
        facts.phones.front().device += std::to_string(i);
        summary.add(facts);
    }
    summary.add(with_phone("incomplete"));
    const std::string text = summary.text({});
    EXPECT_LT(text.find("12  CAPF refused the phone [capf-rejected]"),
              text.find("1  the CAPF server refuses the connection [capf-refused]"))
        << text;
    EXPECT_NE(text.find("14 phones: 13 failed, 1 incomplete"), std::string::npos) << text;
    EXPECT_NE(text.find("and 9 more\n"), std::string::npos) << text;
    EXPECT_NE(text.find("capf-rejected or capf-no-operation"), std::string::npos) << text;
    EXPECT_NE(text.find("(12):"), std::string::npos) << text;
    EXPECT_NE(text.find("and 9 more: --failed lists them"), std::string::npos) << text;
    EXPECT_NE(text.find("do not show enough (1)"), std::string::npos) << text;
    EXPECT_EQ(text.find('\033'), std::string::npos) << text;
}

TEST(Summary, ListsThePhonesThatAreAskedFor) {
    Summary summary;
    summary.list_phones();
    for (int i = 0; i < 40; ++i) summary.add(with_phone("failed", {"capf-refused"}), 1);
    summary.leave_out();
    const std::string text = summary.text({});
    EXPECT_NE(text.find("Selected phones (40)"), std::string::npos) << text;
    EXPECT_NE(text.find("without a selected phone, so not in the results: 1 capture"), std::string::npos) << text;
    EXPECT_EQ(summary.exit_status(), 1);
}

TEST(Summary, OfManyCausesFillsTwoScreensAtMost) {
    Summary summary;
    for (const findings::CodeEntry &entry : findings::kCodes) {
        for (int i = 0; i < 3; ++i) summary.add(with_phone("failed", {std::string(entry.name), "capf-rejected"}));
        summary.add(with_phone("incomplete"));
        RecordFacts unreadable;
        unreadable.status = Status::unreadable;
        summary.add(unreadable);
    }
    const std::string text = summary.text({});
    EXPECT_LE(std::ranges::count(text, '\n'), 2 * 24) << text;
    EXPECT_NE(text.find("less frequent causes of "), std::string::npos) << text;
    EXPECT_NE(text.find("--failed lists all phones that failed"), std::string::npos) << text;
}

TEST(Summary, SaysWhichCausesAreOnlyLikely) {
    Summary summary;
    RecordFacts facts = with_phone("failed", {"capf-rejected"});
    facts.phones.front().inferred = true;
    summary.add(facts);
    summary.add(with_phone("failed", {"capf-refused"}));
    const std::string text = summary.text({});
    EXPECT_NE(text.find("1  likely: CAPF refused the phone [capf-rejected]"), std::string::npos) << text;
    EXPECT_NE(text.find("1  the CAPF server refuses the connection [capf-refused]"), std::string::npos) << text;
}

TEST(Summary, CountsCapturesWithoutAPhone) {
    Summary summary;
    summary.add(with_phone("encrypted"));
    EXPECT_EQ(summary.text({}).find("without a phone"), std::string::npos) << summary.text({});
    summary.add(RecordFacts());
    const std::string text = summary.text({});
    EXPECT_NE(text.find("without a phone that fetches its configuration: 1 capture\n"), std::string::npos) << text;
}

TEST(Summary, IsTheSameInWhateverOrderTheCapturesAreDone) {
    std::vector<RecordFacts> all;
    for (int i = 0; i < 24; ++i) {
        RecordFacts facts = with_phone(i % 2 != 0 ? "incomplete" : "failed", {"capf-rejected", "capf-refused"});
        facts.file = fmt::format("{:02}.pcap", i);
        if (i % 3 == 0) {
            facts.status = Status::damaged;
            facts.problem = "ends in the middle of a packet";
        }
        all.push_back(std::move(facts));
    }
    Summary one, other;
    for (Summary *summary : {&one, &other}) {
        summary->list_phones();
        for (const RecordFacts &facts : all) summary->add(facts, 1);
        std::ranges::reverse(all);
    }
    EXPECT_EQ(one.text({}), other.text({}));
    EXPECT_NE(one.text({}).find("00.pcap"), std::string::npos) << one.text({});
}

TEST(Progress, FitsItsTerminal) {
    EXPECT_EQ(progress_line("5 of 10", "[## ]", 80), "[## ] 5 of 10");
    EXPECT_EQ(progress_line("5 of 10", "[## ]", 12), "5 of 10");
    EXPECT_EQ(progress_line("5 of 10", "[## ]", 3), "5 o");
    EXPECT_EQ(progress_line("5 of 10, 50 %, 5/s, 1 s left", "[## ]", 27), "5 of 10, 50 %, 5/s");
    EXPECT_EQ(progress_line("5 of 10, 50 %, 5/s, 1 s left", "[## ]", 17), "5 of 10, 50 %");
}

TEST(Progress, TellsRateAndTimeLeft) {
    using Seconds = std::chrono::duration<double>;
    EXPECT_EQ(progress_words(0, 500, Seconds(0)), "0 of 500 captures, 0 %");
    EXPECT_EQ(progress_words(100, 500, Seconds(10)), "100 of 500 captures, 20 %, 10/s, 40 s left");
    EXPECT_EQ(progress_words(1, 500, Seconds(10)), "1 of 500 captures, 0 %, 0.1/s, 83 min left");
    EXPECT_EQ(progress_words(500, 500, Seconds(10)), "500 of 500 captures, 100 %, 50/s");
    EXPECT_EQ(progress_words(0, 0, Seconds(1)), "0 of 0 captures, 100 %");
    EXPECT_EQ(progress_bar(1, 4, 8), "[##      ]");
    EXPECT_EQ(progress_bar(4, 4, 8), "[########]");
}

TEST(Record, SaysWhatBecameOfTheCapture) {
    ListedCapture capture = sized(7);
    capture.paths = {"dir/\xff\n.pcap"};
    capture.name = "\xff\n.pcap";
    const Outcome crash{Ending::crashed, "crashed with SIGSEGV", "", 1.5, 1000};
    const Record record = make_record(capture, crash, "", {{"4.0.17", false}, nullptr});
    EXPECT_EQ(record.line.find('\n'), record.line.size() - 1);
    const auto facts = read_record(record.line);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->status, Status::crashed);
    EXPECT_EQ(facts->problem, "crashed with SIGSEGV");
    EXPECT_EQ(facts->size, 7U);
    EXPECT_EQ(facts->file, "dir/\xef\xbf\xbd\n.pcap");
}

TEST(Record, OfAWorkerThatSendsNonsenseIsACrash) {
    for (const char *sent :
         {"", "nonsense", "[]", "{}", R"({"file":"x"})", R"({"file":1,"phones":[],"packets":0,"tool":{}})"}) {
        const Record record = make_record(sized(7), {Ending::finished, "", sent, 0, 0}, "", {});
        EXPECT_EQ(record.facts.status, Status::crashed) << sent;
    }
}

TEST(Record, TakesNothingElseForOne) {
    for (const char *line : {"", "{}", "nonsense", R"({"status":"ok"})", R"({"batch":{"id":"x"},"status":"fine"})"}) {
        EXPECT_FALSE(read_record(line)) << line;
    }
}

}  // namespace
}  // namespace capf::batch
