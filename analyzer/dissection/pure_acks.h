// SPDX-License-Identifier: GPL-2.0-or-later
// Pure ACKs of TCP, read without libwireshark: a third of the packets of a phone that is provisioned over HTTP, with
// nothing in them but a header.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/capture/store/frame_info.h"
#include "analyzer/dissection/observation.h"
#include "analyzer/dissection/raw_frame.h"

namespace capf::dissection {

// libwireshark needs to know what was acknowledged only where segments are repeated or come out of order, to tell the
// one from the other. So ACKs are kept from it while both directions of a connection are seen from the SYN on and come
// in order, without a gap. When that ends it gets the last one of each direction, and dissects all that follows.
class PureAcks {
public:
    // The segment, when the frame is such an ACK; nothing when libwireshark is to dissect it. Takes all frames in the
    // order of their dissection.
    [[nodiscard]] std::optional<TcpSegment> read(const capture::FrameInfo &frame, const RawFrame &raw);

    // The frames that libwireshark has to dissect before the one that read() was last called with, in their order.
    // Valid until the next call of read().
    [[nodiscard]] const std::vector<capture::FrameInfo> &due() const { return due_; }

    // What libwireshark found in the frame that read() was last called with: it says the number of the connection.
    void learn(const std::vector<TcpSegment> &segments);

private:
    struct Segment;
    struct Side {
        std::optional<std::uint32_t> next;       // the sequence number that is expected
        std::uint32_t acknowledged = 0;          // the last acknowledgement number that it sent
        std::uint32_t listed = 0;                // its segments that libwireshark may have as not acknowledged, at most
        std::optional<capture::FrameInfo> kept;  // its last ACK, when libwireshark did not get it
    };
    struct Connection {
        std::optional<std::uint32_t> stream;  // libwireshark's number of it
        std::uint32_t last_frame = 0;
        std::int64_t opened = 0;      // when its SYN was captured
        bool has_round_trip = false;  // libwireshark knows the time from the SYN to the ACK after it
        std::array<Side, 2> sides;    // as in FlowKey
    };
    using Connections = std::unordered_map<capture::FlowKey, Connection, capture::HashKey>;

    [[nodiscard]] std::optional<TcpSegment> read_segment(const Segment &segment, bool is_newest);
    void open(const Segment &segment);
    [[nodiscard]] static bool is_in_order(const Connection &connection, const Segment &segment);
    [[nodiscard]] static bool keeps(Connection &connection, const Segment &segment);
    void leave_order(const capture::FlowKey &flow);
    void forget_all();
    void add_due(const Connection &connection);
    void sort_due();

    Connections connections_;                     // those in order
    Connections::value_type *in_hand_ = nullptr;  // that of the frame in hand
    std::vector<capture::FrameInfo> due_;
    std::uint32_t newest_ = 0;       // the highest number of a frame so far
    std::uint32_t next_stream_ = 0;  // above all numbers of connections so far
};

}  // namespace capf::dissection
