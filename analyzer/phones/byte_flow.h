// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of one direction of a TCP connection: which were captured, which the other side acknowledged, which the
// capture lost and which never arrived.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "analyzer/dissection/observation.h"
#include "analyzer/phones/packet_counter.h"

namespace capf::phones {

using dissection::FrameTime;

// The first segment that the other side never acknowledged, of a flow that did not go on.
struct UnacknowledgedSegment {
    std::uint32_t length = 0;     // bytes
    std::vector<FrameTime> sent;  // each time that it was sent; at most kSendsKept
    std::uint32_t times_sent = 0;
};

class ByteFlow {
public:
    static constexpr std::size_t kSendsKept = 8;

    void add(const dissection::TcpSegment &segment);
    void acknowledged(std::uint32_t sequence, const FrameTime &at);
    // The sender used the numbers since this flow's last packet for others.
    void others_were_numbered() { counter_.pause(); }

    // The first and the last segment with payload.
    [[nodiscard]] const std::optional<FrameTime> &first_data() const { return first_data_; }
    [[nodiscard]] const std::optional<FrameTime> &last_data() const { return last_data_; }
    // Payload bytes captured, each counted once.
    [[nodiscard]] std::uint64_t captured() const { return captured_; }
    // The other side acknowledged bytes that the capture does not hold or holds behind that, or frames are cut: not the
    // network lost them.
    [[nodiscard]] bool lost_in_capture() const;
    // When the bytes went by that were acknowledged and are missing, or come behind their acknowledgement: Wireshark
    // takes those for retransmissions, and does not dissect them.
    [[nodiscard]] std::vector<Interval> losses() const;
    // When packets went by that the sender numbered and the capture does not hold. A part of them may have been lost on
    // the way to the capture.
    [[nodiscard]] std::vector<Interval> skipped() const;
    // The other side acknowledged something of this flow, its SYN included.
    [[nodiscard]] bool any_acknowledged() const { return acknowledged_ >= 0; }
    // When the other side last acknowledged something new, nanoseconds since 1970; 0 before it did.
    [[nodiscard]] std::int64_t acknowledged_time() const { return acknowledged_time_; }
    // All payload that was captured has been acknowledged.
    [[nodiscard]] bool all_acknowledged() const { return acknowledged_ >= last_byte_; }
    // The other side acknowledged one byte more than was captured: the FIN.
    [[nodiscard]] bool fin_acknowledged() const;
    // Nothing when all payload was acknowledged.
    [[nodiscard]] std::optional<UnacknowledgedSegment> first_unacknowledged() const;
    // Probes (keep-alive, or of a closed window) to which the other side has said nothing since; at most kSendsKept.
    [[nodiscard]] const std::vector<FrameTime> &unanswered_probes() const { return probes_; }
    // Bytes of the largest segment that was acknowledged.
    [[nodiscard]] std::uint32_t largest_acknowledged() const { return largest_acknowledged_; }

private:
    struct Sent {
        std::int64_t end = 0;
        std::uint32_t times = 0;
        std::vector<FrameTime> at;
    };
    struct Range {
        std::int64_t end = 0;
        std::int64_t first_time = 0, last_time = 0;  // when its first and its last byte were captured
    };

    std::int64_t unwrap(std::uint32_t sequence);
    void insert(std::int64_t begin, std::int64_t end, std::int64_t time);

    std::optional<FrameTime> first_data_, last_data_;
    bool cut_ = false;
    bool started_ = false;
    std::uint32_t base_ = 0;
    std::int64_t highest_ = 0;
    std::int64_t first_ = -1;      // where the flow begins, relative to base_
    std::int64_t first_time_ = 0;  // when it was first seen
    std::int64_t last_byte_ = 0;   // behind the last byte of payload
    std::int64_t acknowledged_ = -1;
    std::int64_t acknowledged_time_ = 0;
    std::uint64_t captured_ = 0;
    std::uint32_t largest_acknowledged_ = 0;
    std::vector<FrameTime> probes_;
    PacketCounter counter_{3};
    std::vector<Interval> late_;              // bytes that came behind their acknowledgement; the first few
    std::map<std::int64_t, Range> ranges_;    // by their begin, apart from each other
    std::map<std::int64_t, Sent> in_flight_;  // segments that wait for an acknowledgement, by their begin
};

}  // namespace capf::phones
