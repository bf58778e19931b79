// SPDX-License-Identifier: GPL-2.0-or-later
// What tells endpoints and connections apart.
#pragma once

#include <cstddef>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "analyzer/capture/selection/packet_headers.h"

namespace capf::capture {

struct EndpointKey {
    IpAddress address;
    std::uint16_t port = 0;
    friend bool operator==(const EndpointKey &, const EndpointKey &) = default;
};

// Both directions of a connection are one key.
struct FlowKey {
    EndpointKey one, other;
    friend bool operator==(const FlowKey &, const FlowKey &) = default;
};

inline std::uint64_t mixed(std::uint64_t value) {
    value ^= value >> 29;
    value *= 0xBF58476D1CE4E5B9ULL;
    return value ^ value >> 32;
}

inline std::uint64_t hash_of(const EndpointKey &key) {
    return mixed(key.address.low * 0x9E3779B97F4A7C15ULL ^ key.address.high * 0xC2B2AE3D27D4EB4FULL ^ key.port);
}

// The same for both directions.
inline std::uint64_t hash_of(const FlowKey &key) {
    return mixed(hash_of(key.one) + hash_of(key.other));
}

inline EndpointKey source_of(const PacketHeaders &headers) {
    return {headers.source(), headers.source_port};
}

inline EndpointKey destination_of(const PacketHeaders &headers) {
    return {headers.destination(), headers.destination_port};
}

inline FlowKey flow_of(const PacketHeaders &headers) {
    FlowKey key{source_of(headers), destination_of(headers)};
    const auto rank = [](const EndpointKey &end) { return std::tuple(end.address.high, end.address.low, end.port); };
    if (rank(key.other) < rank(key.one)) std::swap(key.one, key.other);
    return key;
}

struct HashKey {
    std::size_t operator()(const IpAddress &address) const { return hash_of(EndpointKey{address, 0}); }
    std::size_t operator()(const EndpointKey &key) const { return hash_of(key); }
    std::size_t operator()(const FlowKey &key) const { return hash_of(key); }
};

using Hosts = std::unordered_set<IpAddress, HashKey>;

}  // namespace capf::capture
