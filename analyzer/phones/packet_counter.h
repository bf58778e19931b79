// SPDX-License-Identifier: GPL-2.0-or-later
// Packets that a sender numbered and the capture does not hold, also those that leave no other trace: a FIN, a bare
// acknowledgement, a whole connection.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include "analyzer/dissection/observation.h"
#include "analyzer/phones/interval.h"

namespace capf::phones {

// Packets of a host that the capture does not hold.
struct MissingPackets {
    Interval when;
    dissection::FrameTime next;  // the host's next packet
};

// Most hosts count the packets of a connection by one, and some all that they send (RFC 6864 leaves it to them). Where
// one has done so for a while, a jump shows that packets are missing, unless they follow out of order.
class PacketCounter {
public:
    // `established`: so many packets in a row make a counter.
    explicit PacketCounter(int established) : established_(established) {}

    // The next packet of the sender: its identification (IPv4; 0: it has none), the bytes of its payload, and when it
    // was captured. A segment that the network card cut into several takes as many numbers.
    void count(std::uint16_t id, std::uint32_t length, const dissection::FrameTime &at);

    // The sender's next packet is not compared with the one before.
    void pause() { last_id_.reset(); }

    // Where packets are missing, of all that were counted so far; at most kMostGaps.
    [[nodiscard]] std::vector<MissingPackets> missing() const;

private:
    static constexpr int kLongestJump = 64;
    static constexpr std::size_t kMostGaps = 64;

    struct Gap {
        MissingPackets missing;
        std::uint16_t before = 0;              // the last number before it
        std::bitset<kLongestJump> not_seen{};  // by the distance from `before`
        std::size_t may_be_unused = 0;         // numbers that pieces of the packet before it may have taken
    };

    bool fill(std::uint16_t id, int pieces);

    int established_;
    int in_sequence_ = 0;  // packets in a row whose identification is one more than that before
    std::optional<std::uint16_t> last_id_;
    std::uint32_t last_length_ = 0;
    std::int64_t last_time_ = 0;
    std::vector<Gap> gaps_;
};

}  // namespace capf::phones
