// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/flow_match.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>
#include <utility>

#include "plugin/wire/time_units.h"

namespace capf::pair {
namespace {

// How far a common packet may be from the clock offset.
constexpr std::int64_t kNearFlow = wire::kNanosecondsPerSecond / 2;
// Two flows that only time and ports join begin this near.
constexpr std::int64_t kSameStart = wire::kNanosecondsPerSecond;
constexpr std::size_t kMostRepeats = 16;      // the same bytes more often than this say nothing
constexpr std::uint32_t kTellingLength = 32;  // bytes from which a payload is not there twice by chance

// What a packet carries, without addresses and sequence numbers.
using Content = std::tuple<bool, bool, std::uint32_t, std::uint64_t, std::uint16_t, std::uint32_t>;

struct Place {
    const Flow *flow = nullptr;
    const Packet *packet = nullptr;
};

using Index = std::map<Content, std::vector<Place>>;

Index index_of(const std::vector<Flow> &flows) {
    Index index;
    for (const Flow &flow : flows) {
        for (const Packet &packet : flow.packets) {
            const bool carries = packet.has_payload() && packet.payload.head != 0;
            if (!carries && packet.tftp_opcode == 0) continue;
            index[{flow.tcp, packet.from_client, packet.payload.length, packet.payload.head, packet.tftp_opcode,
                   packet.tftp_block}]
                .push_back({&flow, &packet});
        }
    }
    return index;
}

struct Candidate {
    Place phone, cucm;
    CommonPacket times;
};

void add_candidate(std::vector<Candidate> &found, const Place &phone, const Place &cucm, bool certain) {
    found.push_back({phone, cucm, {phone.packet->at.time, cucm.packet->at.time, phone.packet->from_client, certain}});
}

// The same content in both: the first with the first and so on when both hold it as often, else each with each.
std::vector<Candidate> candidates(const Index &phone, const Index &cucm) {
    std::vector<Candidate> found;
    for (const auto &[content, here] : phone) {
        const auto at = cucm.find(content);
        if (at == cucm.end() || here.size() > kMostRepeats || at->second.size() > kMostRepeats) continue;
        const std::vector<Place> &there = at->second;
        const bool certain = here.size() == 1 && there.size() == 1 && std::get<2>(content) >= kTellingLength;
        for (std::size_t i = 0; i < here.size(); ++i) {
            if (here.size() == there.size()) {
                add_candidate(found, here[i], there[i], certain);
                continue;
            }
            for (const Place &other : there) add_candidate(found, here[i], other, false);
        }
    }
    return found;
}

// The only SYN, or SYN, ACK, of a flow; null where there are more.
const Packet *only_syn(const Flow &flow, bool from_client) {
    const Packet *found = nullptr;
    for (const Packet &packet : flow.packets) {
        if (!packet.is_syn() || packet.from_client != from_client) continue;
        if (found != nullptr) return nullptr;
        found = &packet;
    }
    return found;
}

class Matcher {
public:
    Matcher(const std::vector<Flow> &phone, const std::vector<Flow> &cucm) : phone_(phone), cucm_(cucm) {}

    FlowMatch run() {
        const std::vector<Candidate> found = candidates(index_of(phone_), index_of(cucm_));
        std::vector<CommonPacket> times;
        times.reserve(found.size());
        for (const Candidate &one : found) times.push_back(one.times);
        result_.clock = find_clock_offset(std::move(times));
        if (result_.clock) {
            by_content(found);
            by_time();
        }
        for (const Flow &flow : phone_) {
            if (!taken_.contains(&flow)) result_.phone_only.push_back(&flow);
        }
        return std::move(result_);
    }

private:
    void take(FlowPair pair) {
        taken_.insert(pair.phone);
        taken_.insert(pair.cucm);
        result_.servers.emplace(pair.phone->server.address, pair.cucm->server.address);
        result_.pairs.push_back(std::move(pair));
    }

    void by_content(const std::vector<Candidate> &found) {
        std::map<std::pair<const Flow *, const Flow *>, FlowPair> common;
        for (const Candidate &one : found) {
            const std::int64_t off = one.times.cucm_time - result_.clock->to_cucm(one.times.phone_time);
            if (std::abs(off) > kNearFlow) continue;
            FlowPair &pair = common[{one.phone.flow, one.cucm.flow}];
            ++pair.common;
            ++result_.common_packets;
            if (one.times.certain) pair.certain.push_back({one.phone.packet, one.cucm.packet});
        }
        // In the order of the captures among those that share as many, so that the result never depends on addresses
        // in memory.
        std::vector<FlowPair> pairs;
        pairs.reserve(common.size());
        for (auto &[flows, pair] : common) {
            pair.phone = flows.first;
            pair.cucm = flows.second;
            pairs.push_back(std::move(pair));
        }
        std::sort(pairs.begin(), pairs.end(), [](const FlowPair &a, const FlowPair &b) {
            return std::tuple(b.common, a.phone->packets.front().at.frame, a.cucm->packets.front().at.frame) <
                   std::tuple(a.common, b.phone->packets.front().at.frame, b.cucm->packets.front().at.frame);
        });
        for (FlowPair &one : pairs) {
            if (taken_.contains(one.phone) || taken_.contains(one.cucm)) continue;
            for (const bool from_client : {true, false}) {
                const Packet *phone = only_syn(*one.phone, from_client), *cucm = only_syn(*one.cucm, from_client);
                if (phone != nullptr && cucm != nullptr) one.certain.push_back({phone, cucm});
            }
            std::sort(one.certain.begin(), one.certain.end(),
                      [](const PacketPair &a, const PacketPair &b) { return a.phone->at.frame < b.phone->at.frame; });
            take(std::move(one));
        }
    }

    // What is left: a connection that carried nothing, or whose content was changed on the way.
    void by_time() {
        for (const Flow &flow : phone_) {
            if (taken_.contains(&flow) || flow.packets.empty()) continue;
            const Flow *best = nullptr;
            std::int64_t least = 0;
            for (const Flow &other : cucm_) {
                if (taken_.contains(&other) || other.packets.empty() || !same_kind(flow, other)) continue;
                const std::int64_t off =
                    std::abs(other.packets.front().at.time - result_.clock->to_cucm(flow.packets.front().at.time));
                if (off > kSameStart || (best != nullptr && off >= least)) continue;
                best = &other;
                least = off;
            }
            if (best != nullptr) take({&flow, best, 0, {}});
        }
    }

    [[nodiscard]] bool same_kind(const Flow &phone, const Flow &cucm) const {
        if (phone.tcp != cucm.tcp || phone.server.port != cucm.server.port) return false;
        if (phone.client == cucm.client) return true;
        const auto server = result_.servers.find(phone.server.address);
        return server != result_.servers.end() ? server->second == cucm.server.address
                                               : phone.server.address == cucm.server.address;
    }

    const std::vector<Flow> &phone_, &cucm_;
    FlowMatch result_;
    std::set<const Flow *> taken_;
};

}  // namespace

FlowMatch match_flows(const std::vector<Flow> &phone, const std::vector<Flow> &cucm) {
    return Matcher(phone, cucm).run();
}

}  // namespace capf::pair
