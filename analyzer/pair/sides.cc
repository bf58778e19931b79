// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/sides.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "analyzer/pair/direction_match.h"
#include "analyzer/phones/device_name.h"
#include "plugin/wire/time_units.h"

namespace capf::pair {
namespace {

// Over a short time no clock drifts by what is measured here.
constexpr std::int64_t kShort = wire::kNanosecondsPerSecond / 10;
// Less than this may be the time stamps'.
constexpr std::int64_t kMeasurable = wire::kNanosecondsPerMillisecond / 20;
constexpr std::size_t kEnough = 3;      // packets that tell the same
constexpr std::size_t kAlmostAll = 10;  // one in so many may tell the opposite

// What one kind of sign tells, packet by packet.
class Votes {
public:
    explicit Votes(SideSign sign, std::size_t enough = kEnough) : enough_(enough) { example_.sign = sign; }

    void for_given_order() { ++given_; }
    // True for the first: the example.
    bool for_swapped_order() { return ++swapped_ == 1; }
    SwapSign &example() { return example_; }

    [[nodiscard]] bool tells_given() const { return given_ >= enough_ && given_ > kAlmostAll * swapped_; }
    [[nodiscard]] bool tells_swapped() const { return swapped_ >= enough_ && swapped_ > kAlmostAll * given_; }
    [[nodiscard]] SwapSign sign() const {
        SwapSign sign = example_;
        sign.count = swapped_;
        return sign;
    }

private:
    std::size_t enough_, given_ = 0, swapped_ = 0;
    SwapSign example_;
};

void set_example(Votes &votes, const PacketPair &packet) {
    votes.example().first_frames = {packet.phone->at.frame};
    votes.example().second_frames = {packet.cucm->at.frame};
    votes.example().of_phone = packet.phone->from_client;
}

// A packet of the phone passes its capture first, and a packet of CUCM last: between the two more time goes by there,
// whatever the clocks show.
void compare_round_trips(const FlowPair &pair, Votes &votes) {
    for (std::size_t i = 1; i < pair.certain.size(); ++i) {
        const PacketPair &before = pair.certain[i - 1], &after = pair.certain[i];
        if (!before.phone->from_client || after.phone->from_client) continue;
        const std::int64_t here = after.phone->at.time - before.phone->at.time;
        const std::int64_t there = after.cucm->at.time - before.cucm->at.time;
        if (std::max(here, std::abs(there)) > kShort || std::abs(here - there) < kMeasurable) continue;
        if (here > there) {
            votes.for_given_order();
        } else if (votes.for_swapped_order()) {
            votes.example().first_frames = {before.phone->at.frame, after.phone->at.frame};
            votes.example().second_frames = {before.cucm->at.frame, after.cucm->at.frame};
            votes.example().nanoseconds = there - here;
        }
    }
}

// Each router takes one from the hop limit.
void compare_hop_limits(const FlowPair &pair, Votes &votes) {
    for (const PacketPair &packet : pair.certain) {
        const std::uint8_t here = packet.phone->hop_limit, there = packet.cucm->hop_limit;
        if (here == 0 || there == 0 || here == there) continue;
        if ((here > there) == packet.phone->from_client) {
            votes.for_given_order();
        } else if (votes.for_swapped_order()) {
            set_example(votes, packet);
        }
    }
}

void compare_hardware(const FlowPair &pair, const std::map<std::string, std::string> &devices, Votes &votes) {
    const auto device = devices.find(pair.phone->client.address);
    if (device == devices.end()) return;
    for (const PacketPair &packet : pair.certain) {
        const std::uint64_t here = packet.phone->hardware_source, there = packet.cucm->hardware_source;
        if (!packet.phone->from_client || here == 0 || there == 0 || here == there) continue;
        if (phones::name_of_hardware_address(here) == device->second) {
            votes.for_given_order();
        } else if (phones::name_of_hardware_address(there) == device->second && votes.for_swapped_order()) {
            set_example(votes, packet);
        }
    }
}

// A packet that only one capture holds, and that its sender sent again, was lost on the way to the other.
void compare_losses(const FlowPair &pair, const ClockOffset &clock, Votes &votes) {
    for (const bool from_client : {true, false}) {
        const DirectionMatch found = match_direction(pair, from_client, clock);
        for (const Unmatched &one : found.sender_only) {
            if (one.sent_again) votes.for_given_order();
        }
        for (const Packet *packet : found.repeated_at_receiver) {
            if (packet->is_reset() || !votes.for_swapped_order()) continue;
            votes.example().of_phone = from_client;
            (from_client ? votes.example().second_frames : votes.example().first_frames) = {packet->at.frame};
        }
    }
}

}  // namespace

const char *name_of(SideSign sign) {
    static constexpr const char *kNames[] = {"round-trip", "hop-limit", "hardware-address", "repetition"};
    return kNames[static_cast<std::size_t>(sign)];
}

std::vector<SwapSign> signs_of_swap(const FlowMatch &match, const std::map<std::string, std::string> &devices) {
    if (!match.clock) return {};
    Votes round_trips(SideSign::round_trip), hop_limits(SideSign::hop_limit);
    Votes hardware(SideSign::hardware_address, 1), losses(SideSign::repetition, 1);
    for (const FlowPair &pair : match.pairs) {
        compare_round_trips(pair, round_trips);
        compare_hop_limits(pair, hop_limits);
        compare_hardware(pair, devices, hardware);
    }
    // The losses take longest: only where nothing else tells that all is well.
    if (round_trips.tells_given() || hop_limits.tells_given() || hardware.tells_given()) return {};
    for (const FlowPair &pair : match.pairs) compare_losses(pair, *match.clock, losses);
    if (losses.tells_given()) return {};
    std::vector<SwapSign> signs;
    for (const Votes *votes : {&round_trips, &hop_limits, &hardware, &losses}) {
        if (votes->tells_swapped()) signs.push_back(votes->sign());
    }
    return signs;
}

}  // namespace capf::pair
