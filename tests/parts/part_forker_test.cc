// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/parts/part_forker.h"

#include <unistd.h>

#include <cstdlib>
#include <map>
#include <new>
#include <stdexcept>

#include <gtest/gtest.h>

namespace capf::parts {
namespace {

constexpr std::uint32_t kAborts = 100, kHangs = 101, kThrows = 102, kWantsMemory = 103, kIsLong = 104;

std::string work(const PartForker::Parts &parts) {
    switch (parts.front()) {
        case kAborts:
            std::abort();
        case kHangs:
            for (int file = 3; file < 100; ++file) close(file);  // what is said ends here, and the child does not
            pause();
            return "";
        case kThrows:
            throw std::runtime_error("as the test wants");
        case kWantsMemory:
            throw std::bad_alloc();
        case kIsLong:
            return std::string(5'000'000, 'x');
        default:
            break;
    }
    std::string sum;
    for (const std::uint32_t part : parts) sum += std::to_string(part) + " ";
    return sum;
}

std::map<std::uint32_t, PartForker::Answer> answers(const std::vector<PartForker::Parts> &asked, unsigned jobs) {
    std::string error;
    const PartForker::Work run = work;
    const auto forker = PartForker::start({jobs, 7'000'000}, run, error);
    EXPECT_NE(forker, nullptr) << error;
    for (std::uint32_t tag = 0; tag < asked.size(); ++tag) forker->ask(tag, asked[tag]);
    std::map<std::uint32_t, PartForker::Answer> found;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        auto answer = forker->next();
        if (!answer) break;
        found.emplace(answer->tag, std::move(*answer));
    }
    return found;
}

TEST(PartForker, HandsOnWhatEachChildSays) {
    for (const unsigned jobs : {1U, 2U, 8U}) {
        const auto found = answers({{1}, {2, 3}, {kIsLong}, {4}}, jobs);
        ASSERT_EQ(found.size(), 4U);
        EXPECT_EQ(found.at(0).result, "1 ");
        EXPECT_EQ(found.at(1).result, "2 3 ");
        EXPECT_EQ(found.at(2).result.size(), 5'000'000U);
        EXPECT_EQ(found.at(3).result, "4 ");
        EXPECT_EQ(found.at(3).problem, "");
    }
}

TEST(PartForker, LosesNothingButWhatFails) {
    const auto found = answers({{1}, {kAborts}, {kHangs}, {kThrows}, {kWantsMemory}, {2}}, 3);
    ASSERT_EQ(found.size(), 6U);
    EXPECT_EQ(found.at(0).result, "1 ");
    EXPECT_EQ(found.at(1).problem, "crashed with SIGABRT");
    EXPECT_EQ(found.at(2).problem, "was killed with SIGKILL");
    EXPECT_EQ(found.at(3).problem, "could not go on");
    EXPECT_EQ(found.at(4).problem, "needed more than its 7 MB of memory");
    EXPECT_EQ(found.at(5).result, "2 ");
    for (const std::uint32_t failed : {1U, 2U, 3U, 4U}) EXPECT_EQ(found.at(failed).result, "");
}

}  // namespace
}  // namespace capf::parts
