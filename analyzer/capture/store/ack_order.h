// SPDX-License-Identifier: GPL-2.0-or-later
// Captures of several queues, interfaces or taps may hold a segment behind the one that acknowledges it. libwireshark
// takes such a segment for a retransmission and does not dissect it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "analyzer/capture/formats/record_reader.h"
#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/capture/store/frame_info.h"

namespace capf::capture {

// Frame numbers: `frame` was sent before `acknowledgement`, which is earlier in the capture.
struct Misplaced {
    std::uint32_t frame = 0, acknowledgement = 0;
};

// Finds them among frames that are given in the order of the capture.
class AckOrder {
public:
    void add(const Record &record, std::uint32_t number);
    // In the order in which they were given.
    [[nodiscard]] const std::vector<Misplaced> &misplaced() const { return misplaced_; }

private:
    static constexpr std::size_t kMostAcks = 4, kMostConnections = 4096;

    // An acknowledgement of bytes that the capture does not hold, or not yet.
    struct Ack {
        std::uint32_t number = 0, frame = 0;
        std::int64_t time = 0;
    };
    struct Direction {
        bool is_known = false;
        std::uint32_t next = 0;  // sequence number behind the last byte seen
        std::array<Ack, kMostAcks> acks;
        std::size_t ack_count = 0;
    };
    struct Connection {
        FlowKey key;
        Direction from_one, from_other;
    };
    struct Segment;

    void add_data(const Segment &segment, Direction &own, Direction &peer);
    [[nodiscard]] Connection &connection(const FlowKey &key);

    std::vector<Connection> connections_;  // those that were active last, by hash
    std::vector<Misplaced> misplaced_;
};

// Puts each frame of `misplaced`, which is in the order of `frames`, before its acknowledgement, and gives it that
// one's time. Returns those that were moved.
std::vector<std::uint32_t> put_before_acknowledgements(Frames &frames, const std::vector<Misplaced> &misplaced);

}  // namespace capf::capture
