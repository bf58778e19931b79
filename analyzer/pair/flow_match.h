// SPDX-License-Identifier: GPL-2.0-or-later
// Which flow of one capture is which of the other: by what the packets carry, whatever addresses, ports and sequence
// numbers say.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/pair/clock_offset.h"
#include "analyzer/pair/packet_log.h"

namespace capf::pair {

// One packet in both captures.
struct PacketPair {
    const Packet *phone = nullptr;
    const Packet *cucm = nullptr;
};

struct FlowPair {
    const Flow *phone = nullptr;
    const Flow *cucm = nullptr;
    std::size_t common = 0;  // packets that carry the same; 0 when only time and ports tell that it is the same flow
    // Those whose bytes stand only once in each capture, and SYNs that were not repeated; in the order of the phone's.
    std::vector<PacketPair> certain;
};

struct FlowMatch {
    std::optional<ClockOffset> clock;
    std::size_t common_packets = 0;
    std::vector<FlowPair> pairs;
    std::vector<const Flow *> phone_only;        // no flow of CUCM's capture fits
    std::map<std::string, std::string> servers;  // by its address in the phone's capture: its address in CUCM's
};

[[nodiscard]] FlowMatch match_flows(const std::vector<Flow> &phone, const std::vector<Flow> &cucm);

}  // namespace capf::pair
