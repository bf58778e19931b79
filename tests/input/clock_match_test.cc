// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/clock_match.h"

#include <gtest/gtest.h>

namespace capf::logs {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000, kSecond = 1'000'000'000, kDay = 86'400 * kSecond;

// Five events that the log's clock shows `ahead` too late, with a few milliseconds of scatter.
std::vector<ClockCandidate> five(std::int64_t ahead) {
    std::vector<ClockCandidate> all;
    for (std::size_t i = 0; i < 5; ++i) {
        const auto at = static_cast<std::int64_t>(i) * 7 * kSecond + 1000 * kSecond;
        all.push_back({i, at + ahead + static_cast<std::int64_t>(i) * kMillisecond, at});
    }
    return all;
}

TEST(ClockMatch, FindsTheOffsetThatMostEventsAgreeOn) {
    auto candidates = five(90 * kSecond);
    // Each event may also be another of the same kind; those do not agree.
    for (std::size_t i = 0; i < 5; ++i) {
        const auto wrong = static_cast<std::int64_t>(i);
        candidates.push_back(
            {i, candidates[i].log_time, candidates[i].capture_time + (wrong * wrong + 3) * 11 * kSecond});
    }
    const auto clock = match_clocks(candidates, 0);
    ASSERT_TRUE(clock);
    EXPECT_NEAR(static_cast<double>(clock->offset), -90.0 * kSecond, 5.0 * kMillisecond);
    EXPECT_EQ(clock->matches, 5U);
    EXPECT_LE(clock->spread, 3 * kMillisecond);
}

TEST(ClockMatch, GuessesNothingFromTooFew) {
    auto candidates = five(0);
    candidates.resize(2);
    EXPECT_FALSE(match_clocks(candidates, 0));
    EXPECT_FALSE(match_clocks({}, 0));
    EXPECT_FALSE(match_clocks({}, kDay));
}

TEST(ClockMatch, CountsAnEventOnceHoweverManyCandidatesItHas) {
    std::vector<ClockCandidate> candidates;
    for (std::size_t i = 0; i < 10; ++i) candidates.push_back({0, 0, static_cast<std::int64_t>(i) * kMillisecond});
    EXPECT_FALSE(match_clocks(candidates, 0));
}

TEST(ClockMatch, GuessesNothingWhereTwoOffsetsAreAsGood) {
    auto candidates = five(0);
    for (const ClockCandidate &one : five(60 * kSecond)) candidates.push_back(one);
    EXPECT_FALSE(match_clocks(candidates, 0));
}

TEST(ClockMatch, KnowsTimesModuloADay) {
    auto candidates = five(0);
    // Over midnight: the log begins again at 0, and each day is as good as the other.
    for (ClockCandidate &one : candidates) one.log_time = (one.log_time + 20 * kDay - 1010 * kSecond) % kDay;
    const auto clock = match_clocks(candidates, kDay);
    ASSERT_TRUE(clock);
    EXPECT_EQ(clock->matches, 5U);
    EXPECT_NEAR(static_cast<double>(clock->offset % kDay), 1010.0 * kSecond, 5.0 * kMillisecond);
}

}  // namespace
}  // namespace capf::logs
