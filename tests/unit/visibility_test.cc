// SPDX-License-Identifier: GPL-2.0-or-later
// What is not in a capture did not happen only where the capture would hold it.
#include "analyzer/phones/visibility.h"

#include <gtest/gtest.h>

#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

using namespace dissection;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond;
constexpr int kLength = 3600;  // seconds

std::int64_t at(int seconds) {
    return kStart + seconds * kSecond;
}

Interval between(int from, int to) {
    return {at(from), at(to)};
}

Recording an_hour(std::vector<Interval> silences = {}) {
    return {{1, at(0)}, {9999, at(kLength)}, std::move(silences)};
}

// A phone with one answered file, of which a packet is missing at these seconds.
struct Seen {
    explicit Seen(std::vector<int> losses = {}) {
        transfer.asked = {2, at(1)};
        transfer.answered = FrameTime{3, at(1)};
        for (const int one : losses) transfer.losses.push_back(between(one, one));
        phone.transfers = {&transfer};
    }
    [[nodiscard]] Visibility in(Recording recording) const { return {phone, std::move(recording)}; }

    Transfer transfer;
    Phone phone;
};

TEST(Visibility, WhatIsThereIsPresentAndWhatIsNotIsAbsent) {
    const Visibility seen = Seen().in(an_hour());
    EXPECT_EQ(seen.shown(true, between(10, 20)), Shown::present);
    EXPECT_EQ(seen.shown(false, between(10, 20)), Shown::absent);
    EXPECT_FALSE(seen.may_have_missed_anything());
    EXPECT_FALSE(seen.lossy());
}

TEST(Visibility, NothingIsAbsentBeforeTheCaptureBeginsOrAfterItEnds) {
    const Visibility seen = Seen().in(an_hour());
    EXPECT_EQ(seen.shown(false, between(-1, 20)), Shown::unknown);
    EXPECT_EQ(seen.shown(false, between(10, kLength + 1)), Shown::unknown);
    EXPECT_EQ(seen.shown(true, between(-1, kLength + 1)), Shown::present) << "what is seen is seen";
    EXPECT_EQ(seen.shown(false, between(0, kLength)), Shown::absent);
}

TEST(Visibility, NothingIsAbsentNearALoss) {
    const Visibility seen = Seen({1800}).in(an_hour());
    EXPECT_TRUE(seen.lossy());
    EXPECT_EQ(seen.shown(false, between(1790, 1795)), Shown::unknown);
    EXPECT_EQ(seen.shown(false, between(1700, 1900)), Shown::unknown) << "the loss is in it";
    EXPECT_EQ(seen.shown(false, between(1600, 1700)), Shown::unknown) << "minutes before";
    EXPECT_EQ(seen.shown(false, between(10, 600)), Shown::absent) << "a quarter of an hour before";
    EXPECT_EQ(seen.shown(false, between(3000, 3600)), Shown::absent) << "a quarter of an hour after";
    EXPECT_TRUE(seen.may_have_missed_anything());
}

TEST(Visibility, AConnectionsLossesCountAsAFiles) {
    Seen seen;
    Connection connection;
    const auto segment = [&](std::uint32_t sequence, std::uint32_t length, std::uint8_t flags, int seconds) {
        TcpSegment one;
        one.at = {10, at(seconds)};
        one.sequence = sequence;
        one.length = length;
        one.flags = flags;
        return one;
    };
    connection.from_server.add(segment(1, 0, kTcpSyn, 1000));
    connection.from_server.add(segment(102, 100, kTcpAck, 1001));
    connection.from_server.acknowledged(202, {11, at(1002)});
    seen.phone.tvs = {&connection};
    const Visibility visibility = seen.in(an_hour());
    EXPECT_EQ(visibility.shown(false, between(1000, 1010)), Shown::unknown);
    EXPECT_EQ(visibility.shown(false, between(2000, 2010)), Shown::absent);
}

TEST(Visibility, NothingIsAbsentWhereTheCaptureIsSilent) {
    const Visibility seen = Seen().in(an_hour({between(600, 900)}));
    EXPECT_EQ(seen.shown(false, between(890, 1000)), Shown::unknown);
    EXPECT_EQ(seen.shown(false, between(901, 1000)), Shown::absent);
    EXPECT_FALSE(seen.lossy()) << "a silence tells of no frame that was lost";
}

TEST(Visibility, OfOneDirectionNothingIsAbsent) {
    Connection connection;
    connection.syns = {{5, at(5)}};
    Phone phone;
    phone.capf = {{&connection, Join::address, {}}};
    const Visibility seen(phone, an_hour());
    EXPECT_TRUE(seen.one_direction());
    EXPECT_EQ(seen.shown(false, between(10, 20)), Shown::unknown);
}

// A phone with connections to the file service from these local ports, a second apart.
struct Ports {
    explicit Ports(const std::vector<std::uint16_t> &ports) : connections(ports.size()) {
        for (std::size_t i = 0; i < ports.size(); ++i) {
            connections[i].client = {"192.0.2.10", ports[i]};
            connections[i].first = {static_cast<std::uint32_t>(10 * i + 10), at(static_cast<int>(i) + 1)};
            phone.file_connections.push_back(&connections[i]);
        }
    }

    std::vector<Connection> connections;
    Phone phone;
};

TEST(Visibility, PortsThatAreLeftOutAreConnectionsThatAreMissing) {
    const Ports ports({40000, 40002, 40003, 40004});
    const Visibility seen(ports.phone, an_hour());
    EXPECT_TRUE(seen.connections_missing());
    EXPECT_TRUE(seen.lossy());
    ASSERT_EQ(seen.frames_at_losses().size(), 2u);
    EXPECT_EQ(seen.frames_at_losses().front().frame, 10u);
    EXPECT_EQ(seen.frames_at_losses().back().frame, 20u);
    EXPECT_EQ(seen.shown(false, between(1, 2)), Shown::unknown);
}

TEST(Visibility, OfAPhoneThatSkipsPortsAGapTellsNothing) {
    const Ports ports({40000, 40002, 40004, 40006, 40007});
    EXPECT_FALSE(Visibility(ports.phone, an_hour()).connections_missing());
    const Ports all({40000, 40001, 40002, 40003});
    EXPECT_FALSE(Visibility(all.phone, an_hour()).connections_missing());
}

TEST(Visibility, TellsHowLongTheCaptureGoesOn) {
    const Visibility seen = Seen().in(an_hour());
    EXPECT_EQ(seen.seconds_recorded_after(at(kLength - 5)), 5);
    EXPECT_EQ(seen.seconds_recorded_after(at(kLength + 5)), 0);
}

TEST(Visibility, TellsForHowLongNothingHappened) {
    const Visibility seen = Seen({600}).in(an_hour());
    EXPECT_TRUE(seen.shows_nothing_for(100 * kSecond, at(1000)));
    EXPECT_FALSE(seen.shows_nothing_for(100 * kSecond, at(650))) << "near the loss";
    EXPECT_FALSE(seen.shows_nothing_for(100 * kSecond, at(kLength - 99))) << "the capture ends before";
    EXPECT_EQ(seen.shows_nothing_since(at(1000)), (kLength - 1000) * kSecond);
    EXPECT_EQ(seen.shows_nothing_since(at(650)), 0);
    EXPECT_EQ(seen.shows_nothing_since(at(kLength)), 0);
}

TEST(Visibility, UntilAMomentIsACaptureThatEndsThere) {
    const Visibility whole = Seen({1800}).in(an_hour());
    const Visibility part = whole.until({50, at(1000)});
    EXPECT_EQ(part.end().time, at(1000));
    EXPECT_FALSE(part.lossy()) << "the loss came later";
    EXPECT_EQ(part.shown(false, between(900, 1000)), Shown::absent);
    EXPECT_EQ(part.shown(false, between(900, 1001)), Shown::unknown);
    EXPECT_TRUE(whole.until({60, at(2000)}).lossy());
    EXPECT_TRUE(whole.lossy()) << "the whole stays as it was";
}

}  // namespace
}  // namespace capf::phones
