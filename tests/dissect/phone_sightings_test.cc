// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/phone_sightings.h"

#include <gtest/gtest.h>

namespace capf::dissect {
namespace {

TEST(PhoneSightings, NamesThePacketsBeforeAndAfter) {
    PhoneSightings phones;
    EXPECT_EQ(phones.device_at("host", "host 1", 5), std::nullopt);
    phones.add("host", "host 1", "SEP1", 10);
    EXPECT_EQ(phones.device_at("host", "host 1", 8), "SEP1") << "its SYN";
    EXPECT_EQ(phones.device_at("host", "host 2", 90), "SEP1") << "another connection of the same address";
    EXPECT_EQ(phones.device_at("other", "other 1", 10), std::nullopt);
}

TEST(PhoneSightings, FollowsAnAddressThatAnotherPhoneGets) {
    PhoneSightings phones;
    phones.add("host", "host 1", "SEP1", 10);
    phones.add("host", "host 2", "SEP2", 50);
    EXPECT_EQ(phones.device_at("host", "host 3", 49), "SEP1");
    EXPECT_EQ(phones.device_at("host", "host 3", 51), "SEP2");
    EXPECT_EQ(phones.device_at("host", "host 1", 60), "SEP1") << "its connection tells";
}

TEST(PhoneSightings, DoesNotGuessBehindNat) {
    PhoneSightings phones;
    phones.add("host", "host 1", "SEP1", 10);
    phones.add("host", "host 2", "SEP2", 20);
    phones.add("host", "host 3", "SEP1", 30);
    EXPECT_EQ(phones.device_at("host", "host 4", 25), std::nullopt);
    EXPECT_EQ(phones.device_at("host", "host 2", 25), "SEP2");
}

TEST(PhoneSightings, TakesNoProxyForAPhone) {
    PhoneSightings phones;
    for (std::uint32_t frame = 1; frame <= 100; ++frame)
        phones.add("proxy", "proxy " + std::to_string(frame), "SEP" + std::to_string(frame), frame);
    EXPECT_EQ(phones.device_at("proxy", "proxy 200", 200), std::nullopt);
}

TEST(PhoneSightings, LearnsNothingFromNoName) {
    PhoneSightings phones;
    phones.add("host", "host 1", "", 1);
    EXPECT_TRUE(phones.empty());
}

}  // namespace
}  // namespace capf::dissect
