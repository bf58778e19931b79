// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/phone_sightings.h"

#include <algorithm>
#include <iterator>

namespace capf::dissect {

namespace {

// More devices than any address has phones behind it; a proxy asks for the files of all.
constexpr std::size_t kMostDevices = 64;
constexpr std::size_t kMostHosts = 1'000'000, kMostConnections = 1'000'000;

}  // namespace

void PhoneSightings::Sightings::add(const std::string &device, std::uint32_t frame) {
    if (!in_order.empty() && in_order.back().device == device) return;
    shared |= in_order.size() >= kMostDevices ||
              std::any_of(in_order.begin(), in_order.end(),
                          [&](const Sighting &sighting) { return sighting.device == device; });
    if (in_order.size() < kMostDevices) in_order.push_back({frame, device});
}

const std::string &PhoneSightings::Sightings::at(std::uint32_t frame) const {
    const auto after = std::upper_bound(in_order.begin(), in_order.end(), frame,
                                        [](std::uint32_t number, const Sighting &one) { return number < one.first; });
    return after == in_order.begin() ? after->device : std::prev(after)->device;
}

void PhoneSightings::add(const std::string &host, const std::string &connection, const std::string &device,
                         std::uint32_t frame) {
    if (device.empty()) return;
    if (hosts_.size() < kMostHosts || hosts_.contains(host)) hosts_[host].add(device, frame);
    if (connections_.size() < kMostConnections || connections_.contains(connection))
        connections_[connection].add(device, frame);
}

std::optional<std::string> PhoneSightings::device_at(const std::string &host, const std::string &connection,
                                                     std::uint32_t frame) const {
    if (const auto known = connections_.find(connection); known != connections_.end()) return known->second.at(frame);
    const auto known = hosts_.find(host);
    if (known == hosts_.end() || known->second.shared) return std::nullopt;
    return known->second.at(frame);
}

}  // namespace capf::dissect
