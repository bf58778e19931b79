// SPDX-License-Identifier: GPL-2.0-or-later
// A long body in TCP is dissected in few large frames instead of many small ones, as a network card hands it to its
// host: libwireshark's time to put a body together grows with the square of its segments, and a firmware file of 100 MB
// costs it minutes.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/capture/selection/tcp_segment.h"
#include "analyzer/capture/store/frame_info.h"
#include "analyzer/capture/store/frame_store.h"

namespace capf::capture {

// Joins segments that follow one another without a gap, all of one length and with no flag but ACK, deep inside what
// one end sends without a word of the other. What a report may name stays a frame of its own: the beginning of a body,
// its end, and whatever is around something unusual. A joined frame has the number and the time of its first one.
class SegmentJoiner {
public:
    // `frames` are those of a capture, in order. `left_alone`: bytes at the beginning of a body in which nothing is
    // joined.
    explicit SegmentJoiner(Frames &frames, FrameStore &store, std::uint64_t left_alone = 1'000'000)
        : frames_(frames), store_(store), left_alone_(left_alone), joined_(frames.size()) {}

    // Leaves in `frames` what is to be dissected. Call it once. `is_stored`: the store has the frame's bytes; others
    // are left as they are, and so is everything from where the store has no more room.
    void join(const std::function<bool(const FrameInfo &)> &is_stored);

private:
    static constexpr std::size_t kNone = SIZE_MAX;

    // Of one direction of a connection. Indices are of frames_.
    struct Direction {
        std::uint32_t next = 0;            // the sequence number that goes on
        std::uint32_t length = 0;          // of the segments that may be joined
        std::uint64_t body = 0;            // bytes since the other end spoke
        std::size_t last = kNone;          // the latest segment, when it may be joined: it is once another one follows
        std::uint32_t last_ip_at = 0;      // where in the frame `last` its IP header begins
        std::vector<std::size_t> members;  // of the joined frame, so far; its first one has the headers
        std::vector<std::uint8_t> bytes;   // of it
        std::uint32_t ip_at = 0;           // where in `bytes` its IP header begins
    };
    struct Connection {
        Direction from_one, from_other;
    };

    [[nodiscard]] bool add(std::size_t index);
    [[nodiscard]] bool add_segment(Direction &own, const RawSegment &segment, std::size_t index, bool is_plain);
    [[nodiscard]] bool join_last(Direction &direction);
    [[nodiscard]] bool keep_joined(Direction &direction);
    [[nodiscard]] bool end_run(Direction &direction);
    [[nodiscard]] bool end_all_runs();

    Frames &frames_;
    FrameStore &store_;
    std::uint64_t left_alone_;
    std::vector<bool> joined_;  // to an earlier frame, which has its payload; by index in frames_
    std::unordered_map<FlowKey, Connection, HashKey> connections_;  // those with large segments
};

}  // namespace capf::capture
