// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/result_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/batch/temporary_folder.h"

namespace capf::batch {
namespace {

Record record_of(const std::string &name) {
    ListedCapture capture;
    capture.paths = {name};
    capture.name = name;
    return make_record(capture, {Ending::killed, "was killed", "", 0, 0}, "", {{"4.0.17", false}, nullptr});
}

std::string content(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(JsonLines, CutsATornLineAndGoesOn) {
    const TemporaryFolder folder;
    const std::string path = folder / "r.jsonl", one = record_of("one").line;
    folder.write("r.jsonl", one + one.substr(0, 20));
    std::vector<RecordFacts> known;
    std::string error;
    {
        const auto store = open_json_lines(path, Start::resumed, known, error);
        ASSERT_NE(store, nullptr) << error;
        EXPECT_TRUE(store->add(record_of("two"), error)) << error;
        EXPECT_TRUE(store->finish(error)) << error;
    }
    ASSERT_EQ(known.size(), 1U);
    EXPECT_EQ(known.front().file, "one");
    EXPECT_EQ(content(path), one + record_of("two").line);
}

TEST(JsonLines, RefusesWhatIsThereUnlessResumed) {
    const TemporaryFolder folder;
    const std::string path = folder.write("r.jsonl", record_of("one").line);
    std::vector<RecordFacts> known;
    std::string error;
    EXPECT_EQ(open_json_lines(path, Start::afresh, known, error), nullptr);
    EXPECT_EQ(content(path), record_of("one").line);
    EXPECT_EQ(error, "already exists");
    const std::string other = folder.write("notes.txt", "precious\n");
    EXPECT_EQ(open_json_lines(other, Start::resumed, known, error), nullptr);
    EXPECT_EQ(content(other), "precious\n");
}

TEST(JsonLines, IsWrittenByOneProcessAtATime) {
    const TemporaryFolder folder;
    std::vector<RecordFacts> known;
    std::string error;
    const auto first = open_json_lines(folder / "r.jsonl", Start::afresh, known, error);
    ASSERT_NE(first, nullptr);
    for (const Start start : {Start::afresh, Start::resumed}) {
        EXPECT_EQ(open_json_lines(folder / "r.jsonl", start, known, error), nullptr);
        EXPECT_NE(error.find("another capfcheck"), std::string::npos);
    }
}

TEST(JsonLines, SaysWhenTheDiskIsFull) {
    std::vector<RecordFacts> known;
    std::string error;
    const auto store = open_json_lines("/dev/full", Start::afresh, known, error);
    ASSERT_NE(store, nullptr) << error;
    EXPECT_FALSE(store->add(record_of("one"), error));
    EXPECT_EQ(error, "No space left on device");
}

}  // namespace
}  // namespace capf::batch
