// SPDX-License-Identifier: GPL-2.0-or-later
// Packets that a sender numbered and the capture does not hold, also those that leave no other trace: a FIN, a bare
// acknowledgement, a whole connection.
#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/dissection/observation.h"
#include "analyzer/phones/interval.h"

namespace capf::phones {

// Packets of a host that the capture does not hold.
struct MissingPackets {
    Interval when;
    dissection::FrameTime next;  // the host's next packet
};

// Most hosts count the packets of a connection by one, and some all that they send (RFC 6864 leaves it to them). Where
// one has done so for a while, a jump shows that packets are missing.
class PacketCounter {
public:
    // `established`: so many packets in a row make a counter.
    explicit PacketCounter(int established) : established_(established) {}

    // The next packet of the sender: its identification (IPv4; 0: it has none), the bytes of its payload, and when it
    // was captured. Returns the time before it in which packets are missing, if any are. A segment that the network
    // card cut into several takes as many numbers.
    [[nodiscard]] std::optional<Interval> count(std::uint16_t id, std::uint32_t length, std::int64_t time);

    // The sender's next packet is not compared with the one before.
    void pause() { last_id_.reset(); }

private:
    int established_;
    int in_sequence_ = 0;  // packets in a row whose identification is one more than that before
    std::optional<std::uint16_t> last_id_;
    std::uint32_t last_length_ = 0;
    std::int64_t last_time_ = 0;
};

}  // namespace capf::phones
