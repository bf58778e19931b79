// SPDX-License-Identifier: GPL-2.0-or-later
// Two captures in the right order and in the wrong one, and what tells which it is.
#include "analyzer/pair/sides.h"

#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"

namespace capf::pair {
namespace {

using namespace dissection;

constexpr std::int64_t kMillisecond = wire::kNanosecondsPerMillisecond;
constexpr std::int64_t kOffset = 5'000 * kMillisecond;
constexpr std::uint64_t kPhoneHardware = 0x001122334455, kRouterHardware = 0x020000000001;
const std::string kDevice = "SEP001122334455";
const Endpoint kPhone{"10.0.0.7", 50000}, kServer{"10.1.1.1", 6970};

// How the two places differ.
struct Path {
    std::int64_t way = 0;         // nanoseconds
    std::uint8_t routers = 0;     // that count
    bool other_hardware = false;  // the phone's Ethernet address is not seen at CUCM
};

// A conversation over the path, as both places capture it.
class Two {
public:
    explicit Two(const Path &path) : path_(path) {
        for (std::uint32_t i = 0; i < 5; ++i) {
            packet(20 * i, true);
            packet(20 * i + 8, false);
        }
    }
    // Sent at `milliseconds` by the phone's clock.
    Two &packet(std::int64_t milliseconds, bool from_phone, bool at_phone = true, bool at_cucm = true,
                std::optional<std::uint32_t> number = {}) {
        const std::int64_t time = milliseconds * kMillisecond;
        TcpSegment one = segment(from_phone, number.value_or(next_++));
        if (at_phone) {
            one.at = {++phone_frames_, time};
            one.hop_limit = from_phone ? 64 : static_cast<std::uint8_t>(64 - path_.routers);
            phone_.add(Observation(one));
        }
        if (at_cucm) {
            one.at = {++cucm_frames_, time + kOffset + (from_phone ? path_.way : -path_.way)};
            one.hop_limit = from_phone ? static_cast<std::uint8_t>(64 - path_.routers) : 64;
            if (path_.other_hardware) one.hardware_source = kRouterHardware;
            cucm_.add(Observation(one));
        }
        return *this;
    }
    [[nodiscard]] std::vector<SwapSign> in_order() const { return signs(phone_, cucm_); }
    [[nodiscard]] std::vector<SwapSign> swapped() const { return signs(cucm_, phone_); }

private:
    static TcpSegment segment(bool from_phone, std::uint32_t number) {
        TcpSegment one;
        one.source = from_phone ? kPhone : kServer;
        one.destination = from_phone ? kServer : kPhone;
        one.flags = kTcpAck;
        one.sequence = 1000 + 100 * number;
        one.length = 100;
        one.payload = {100, 7000 + number, 7000 + number};
        one.hardware_source = from_phone ? kPhoneHardware : kRouterHardware;
        return one;
    }
    static std::vector<SwapSign> signs(const PacketLog &first, const PacketLog &second) {
        return signs_of_swap(match_flows(first.flows(), second.flows()), {{kPhone.address, kDevice}});
    }

    Path path_;
    PacketLog phone_, cucm_;
    std::uint32_t next_ = 0, phone_frames_ = 0, cucm_frames_ = 0;
};

std::vector<SideSign> kinds(const std::vector<SwapSign> &signs) {
    std::vector<SideSign> kinds;
    for (const SwapSign &one : signs) kinds.push_back(one.sign);
    return kinds;
}

TEST(Sides, TheTimeOnTheWayTells) {
    const Two two({2 * kMillisecond, 0, false});
    EXPECT_TRUE(two.in_order().empty());
    const auto signs = two.swapped();
    ASSERT_EQ(kinds(signs), std::vector{SideSign::round_trip});
    EXPECT_EQ(signs[0].nanoseconds, 4 * kMillisecond);
    EXPECT_EQ(signs[0].count, 5U);
    EXPECT_EQ(signs[0].first_frames, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(signs[0].second_frames, (std::vector<std::uint32_t>{1, 2}));
}

TEST(Sides, TheHopLimitTells) {
    const Two two({0, 1, false});
    EXPECT_TRUE(two.in_order().empty());
    EXPECT_EQ(kinds(two.swapped()), std::vector{SideSign::hop_limit});
}

TEST(Sides, ThePhonesEthernetAddressTells) {
    const Two two({0, 0, true});
    EXPECT_TRUE(two.in_order().empty());
    EXPECT_EQ(kinds(two.swapped()), std::vector{SideSign::hardware_address});
}

TEST(Sides, WhatWasLostAndSentAgainTells) {
    for (const bool from_phone : {true, false}) {
        Two two({0, 0, false});
        two.packet(200, from_phone, from_phone, !from_phone, 50).packet(300, from_phone, true, true, 50);
        EXPECT_TRUE(two.in_order().empty());
        const auto signs = two.swapped();
        ASSERT_EQ(kinds(signs), std::vector{SideSign::repetition});
        EXPECT_EQ(signs[0].of_phone, from_phone);
        EXPECT_EQ(signs[0].first_frames.size() + signs[0].second_frames.size(), 1U);
    }
}

// As a mirror port does that sends what comes in and what goes out.
TEST(Sides, AFrameThatIsCapturedTwiceTellsNothing) {
    Two two({0, 0, false});
    two.packet(200, true, false, true, 50).packet(201, true, true, true, 50);
    EXPECT_TRUE(two.in_order().empty());
    EXPECT_TRUE(two.swapped().empty());
}

// A capture that lost a packet makes nobody send it again.
TEST(Sides, WhatACaptureMissedTellsNothing) {
    Two two({0, 0, false});
    two.packet(200, true, false, true);
    EXPECT_TRUE(two.in_order().empty());
    EXPECT_TRUE(two.swapped().empty());
}

TEST(Sides, AtOnePlaceThereAreNone) {
    const Two two({0, 0, false});
    EXPECT_TRUE(two.in_order().empty());
    EXPECT_TRUE(two.swapped().empty());
}

// The time on the way says that all is well: something in between may write TTLs anew.
TEST(Sides, SignsThatContradictEachOtherTellNothing) {
    const Two two({2 * kMillisecond, static_cast<std::uint8_t>(-3), false});
    EXPECT_TRUE(two.in_order().empty());
    EXPECT_TRUE(two.swapped().empty());
}

TEST(Sides, AllThatTellsIsNamed) {
    const Two two({kMillisecond, 2, true});
    EXPECT_EQ(kinds(two.swapped()),
              (std::vector{SideSign::round_trip, SideSign::hop_limit, SideSign::hardware_address}));
}

}  // namespace
}  // namespace capf::pair
