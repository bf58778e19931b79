// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/unanswered_requests.h"

#include <gtest/gtest.h>

namespace capf::phones {
namespace {

using dissection::Registration;
using dissection::RegistrationRequest;
using dissection::Unreachable;
using Outcome = Registration::Outcome;

template <typename Kind>
Kind between(double seconds, std::uint32_t frame) {
    Kind one;
    one.at = {frame, static_cast<std::int64_t>(seconds * 1e9)};
    one.source = {"192.0.2.10", 49152};
    one.destination = {"198.51.100.1", 5060};
    return one;
}

RegistrationRequest request(double seconds, std::uint32_t frame, const char *call) {
    auto one = between<RegistrationRequest>(seconds, frame);
    one.transport = "UDP";
    one.call = call;
    return one;
}

Registration answer(double seconds, const char *call, Outcome outcome) {
    auto one = between<Registration>(seconds, 90);
    one.call = call;
    one.outcome = outcome;
    return one;
}

std::vector<std::uint32_t> frames(const std::vector<dissection::FrameTime> &times) {
    std::vector<std::uint32_t> result;
    for (const dissection::FrameTime &one : times) result.push_back(one.frame);
    return result;
}

using Frames = std::vector<std::uint32_t>;

TEST(UnansweredRequests, EachIsThereOnceWithAllThatWasSent) {
    const auto found = unanswered_requests(
        {request(1, 1, "a"), request(1.5, 2, "a"), request(2.5, 3, "a"), request(9, 4, "b")}, {}, {});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(frames(found[0].sent), (Frames{1, 2, 3}));
    EXPECT_EQ(frames(found[1].sent), Frames{4});
}

TEST(UnansweredRequests, AFrameThatWasCapturedTwiceIsNoRepetition) {
    const auto found = unanswered_requests({request(1, 1, "a"), request(1.001, 2, "a")}, {}, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(frames(found[0].sent), Frames{1});
}

TEST(UnansweredRequests, OnlyAFinalAnswerEndsOne) {
    const auto found = unanswered_requests({request(1, 1, "a"), request(2, 2, "b")},
                                           {answer(1.1, "a", Outcome::trying), answer(2.1, "b", Outcome::refused)}, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].request.call, "a");
    ASSERT_TRUE(found[0].trying);
    EXPECT_EQ(found[0].trying->frame, 90U);
}

TEST(UnansweredRequests, AnErrorIsAboutWhatWasSentLast) {
    const auto found =
        unanswered_requests({request(1, 1, "a"), request(10, 2, "b")}, {},
                            {between<Unreachable>(1.1, 5), between<Unreachable>(10.1, 6), between<Unreachable>(60, 7)});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(frames(found[0].unreachable), Frames{5});
    EXPECT_EQ(frames(found[1].unreachable), Frames{6});
}

}  // namespace
}  // namespace capf::phones
