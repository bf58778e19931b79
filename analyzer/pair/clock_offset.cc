// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/clock_offset.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plugin/wire/time_units.h"

namespace capf::pair {
namespace {

constexpr std::int64_t kWindow = wire::kNanosecondsPerSecond / 2;  // delays on the way differ by less
constexpr std::size_t kCertainWeight = 3, kLeastVotes = 3;
constexpr std::size_t kOutlierShare = 20;  // one in twenty may be wrong
constexpr std::size_t kDriftPackets = 8, kMostForDrift = 400;
constexpr std::int64_t kDriftSpan = 20 * wire::kNanosecondsPerSecond;
constexpr std::int64_t kLeastDriftEffect = 3 * wire::kNanosecondsPerMillisecond;

std::size_t votes(const CommonPacket &packet) {
    return packet.certain ? kCertainWeight : 1;
}

// The packets whose differences lie in the window that holds the most votes.
std::vector<CommonPacket> agreeing(std::vector<CommonPacket> packets, std::size_t &most) {
    std::sort(packets.begin(), packets.end(),
              [](const CommonPacket &a, const CommonPacket &b) { return a.difference() < b.difference(); });
    std::size_t first = 0, in_window = 0, best_first = 0, best_end = 0;
    most = 0;
    for (std::size_t i = 0; i < packets.size(); ++i) {
        in_window += votes(packets[i]);
        while (packets[i].difference() - packets[first].difference() > kWindow) in_window -= votes(packets[first++]);
        if (in_window > most) {
            most = in_window;
            best_first = first;
            best_end = i + 1;
        }
    }
    return {packets.begin() + static_cast<std::ptrdiff_t>(best_first),
            packets.begin() + static_cast<std::ptrdiff_t>(best_end)};
}

std::int64_t median(std::vector<std::int64_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// Each difference without what the direction adds, beside the phone's time.
std::vector<std::pair<double, double>> without_delay(const std::vector<CommonPacket> &packets) {
    std::vector<std::int64_t> by_way[2];
    for (const CommonPacket &packet : packets) by_way[packet.from_phone ? 1 : 0].push_back(packet.difference());
    std::int64_t usual[2] = {0, 0};
    for (int way = 0; way < 2; ++way) {
        if (!by_way[way].empty()) usual[way] = median(by_way[way]);
    }
    std::vector<std::pair<double, double>> points;
    const std::size_t step = packets.size() / kMostForDrift + 1;
    for (std::size_t i = 0; i < packets.size(); i += step) {
        const CommonPacket &packet = packets[i];
        points.emplace_back(static_cast<double>(packet.phone_time - packets.front().phone_time),
                            static_cast<double>(packet.difference() - usual[packet.from_phone ? 1 : 0]));
    }
    return points;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// The median of the slopes between all packets (Theil and Sen): a few late packets do not move it. 0 unless what it
// does over the whole time is more than what the packets scatter.
double find_drift(const std::vector<CommonPacket> &packets) {
    const std::int64_t span = packets.back().phone_time - packets.front().phone_time;
    if (packets.size() < kDriftPackets || span < kDriftSpan) return 0;
    const auto points = without_delay(packets);
    std::vector<double> slopes;
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t j = i + 1; j < points.size(); ++j) {
            const double apart = points[j].first - points[i].first;
            if (apart > static_cast<double>(span) / 4) slopes.push_back((points[j].second - points[i].second) / apart);
        }
    }
    if (slopes.empty()) return 0;
    const double slope = median(std::move(slopes));
    std::vector<double> rest;
    rest.reserve(points.size());
    for (const auto &[time, difference] : points) rest.push_back(difference - slope * time);
    const double middle = median(rest);
    for (double &one : rest) one = std::abs(one - middle);
    const double scatter = median(std::move(rest));
    const double effect = std::abs(slope) * static_cast<double>(span);
    return effect > std::max(static_cast<double>(kLeastDriftEffect), 6 * scatter) ? slope : 0;
}

// The least difference of the phone's packets, or the greatest of the server's, a few outliers left out.
std::optional<std::int64_t> bound(std::vector<std::int64_t> differences, bool least) {
    if (differences.empty()) return std::nullopt;
    std::sort(differences.begin(), differences.end());
    const std::size_t skip = differences.size() / kOutlierShare;
    return least ? differences[skip] : differences[differences.size() - 1 - skip];
}

}  // namespace

std::int64_t ClockOffset::to_cucm(std::int64_t phone_time) const {
    return phone_time + offset + static_cast<std::int64_t>(drift * static_cast<double>(phone_time - at));
}

std::int64_t ClockOffset::to_phone(std::int64_t cucm_time) const {
    const auto since = static_cast<double>(cucm_time - offset - at);
    return at + static_cast<std::int64_t>(since / (1 + drift));
}

std::optional<ClockOffset> find_clock_offset(std::vector<CommonPacket> packets) {
    std::size_t most = 0;
    packets = agreeing(std::move(packets), most);
    if (packets.empty() || most < kLeastVotes) return std::nullopt;
    std::sort(packets.begin(), packets.end(),
              [](const CommonPacket &a, const CommonPacket &b) { return a.phone_time < b.phone_time; });
    ClockOffset result;
    result.packets = packets.size();
    result.at = packets.front().phone_time;
    result.drift = find_drift(packets);
    // One of several that carry the same may be taken for another: only where there is nothing better.
    const auto is_certain = [&](bool from_phone) {
        return std::any_of(packets.begin(), packets.end(), [&](const CommonPacket &packet) {
            return packet.certain && packet.from_phone == from_phone;
        });
    };
    const bool certain_up = is_certain(true), certain_down = is_certain(false);
    std::vector<std::int64_t> up, down;
    for (const CommonPacket &packet : packets) {
        if (!packet.certain && (packet.from_phone ? certain_up : certain_down)) continue;
        const auto since = static_cast<double>(packet.phone_time - result.at);
        const std::int64_t difference = packet.difference() - static_cast<std::int64_t>(result.drift * since);
        (packet.from_phone ? up : down).push_back(difference);
    }
    const auto highest = bound(std::move(up), true), lowest = bound(std::move(down), false);
    if (highest && lowest) {
        result.offset = *lowest + (*highest - *lowest) / 2;
        result.uncertainty = std::abs(*highest - *lowest) / 2;
    } else {
        result.offset = highest ? *highest : *lowest;
    }
    return result;
}

}  // namespace capf::pair
