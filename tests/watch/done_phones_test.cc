// SPDX-License-Identifier: GPL-2.0-or-later
// Whose frames may be forgotten.
#include "analyzer/watch/done_phones.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using capture::IpAddress;
using capture::PhonePart;
using testing::ElementsAre;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond, kNow = 1'000'000 * kSecond;
constexpr std::int64_t kDone = kNow - kSecond, kBusy = kNow + kSecond;

IpAddress address(std::uint8_t number) {
    IpAddress result;
    auto *bytes = reinterpret_cast<std::uint8_t *>(&result);
    bytes[10] = bytes[11] = 0xFF;
    bytes[12] = 10;
    bytes[15] = number;
    return result;
}

class DonePhones : public testing::Test {
protected:
    // Two frames, the last one so many seconds ago.
    void part(const std::vector<std::string> &devices, const std::vector<std::uint8_t> &hosts, int seconds_ago = 1) {
        PhonePart &one = parts_.emplace_back();
        for (int i = 0; i < 2; ++i) {
            one.frames.push_back(static_cast<std::uint32_t>(frames_.size()));
            frames_.emplace_back().time = kNow - seconds_ago * kSecond;
        }
        one.devices = devices;
        for (const std::uint8_t host : hosts) one.addresses.push_back(address(host));
    }
    // The parts that are done, by index.
    std::vector<std::size_t> done(const std::vector<PhoneEnd> &phones) {
        std::vector<std::size_t> numbers;
        found_ = find_done_parts(parts_, frames_, phones, kNow);
        if (!found_) return {99};
        for (const PhonePart *one : found_->done) numbers.push_back(static_cast<std::size_t>(one - parts_.data()));
        return numbers;
    }

    std::vector<PhonePart> parts_;
    capture::Frames frames_;
    std::optional<DoneParts> found_;
};

TEST_F(DonePhones, FramesOfThoseThatGoOnStay) {
    part({"SEP1"}, {1});
    part({"SEP2"}, {2});
    part({}, {3});
    EXPECT_THAT(
        done({{"SEP1", {"SEP1", "10.0.0.1"}, kDone}, {"SEP2", {"SEP2"}, kBusy}, {"10.0.0.3", {"10.0.0.3"}, kDone}}),
        ElementsAre(0, 2));
    EXPECT_EQ(found_->frames, 4U);
    EXPECT_THAT(found_->keys, ElementsAre("10.0.0.3", "SEP1"));
    EXPECT_EQ(found_->others.size(), 1U);
}

TEST_F(DonePhones, APhoneStaysWithTheOneThatSharesItsFrames) {
    part({"SEP1"}, {1});
    part({}, {2});
    part({"SEP3"}, {3});
    // The second has the third's address, and the first's.
    EXPECT_THAT(done({{"SEP1", {"SEP1", "10.0.0.1"}, kDone},
                      {"10.0.0.2", {"10.0.0.2", "10.0.0.1", "10.0.0.3"}, kDone},
                      {"SEP3", {"SEP3"}, kBusy}}),
                ElementsAre());
    EXPECT_TRUE(found_->keys.empty());
}

TEST_F(DonePhones, FramesWithoutAPhoneAreWantedForHalfAnHour) {
    part({}, {1}, 1700);
    part({}, {2}, 1900);
    EXPECT_THAT(done({}), ElementsAre(1));
}

TEST_F(DonePhones, APhoneThatIsNowhereMayBeAnywhere) {
    part({"SEP1"}, {1});
    EXPECT_THAT(done({{"SEP1", {"SEP1"}, kDone}, {"SEP2", {"SEP2", "10.0.0.2"}, kDone}}), ElementsAre(99));
}

TEST_F(DonePhones, AnUndecidedPhoneIsDoneWithLater) {
    findings::PhoneReport phone;
    phone.device = "Sep1";
    phone.addresses = {"10.0.0.1"};
    findings::FileReport file;
    file.asked.time = kNow;
    phone.files = {file};
    EXPECT_EQ(end_of(phone).at, kNow + 1800 * kSecond);
    phone.verdict = findings::Verdict::encrypted;
    const PhoneEnd end = end_of(phone);
    EXPECT_EQ(end.at, kNow + 60 * kSecond);
    EXPECT_THAT(end.names, ElementsAre("10.0.0.1", "SEP1"));
    EXPECT_FALSE(are_done({phone}, {"Sep1"}, kNow));
    EXPECT_TRUE(are_done({phone}, {"Sep1"}, end.at));
    EXPECT_FALSE(are_done({phone}, {}, end.at));
}

}  // namespace
}  // namespace capf::watch
