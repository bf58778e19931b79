// SPDX-License-Identifier: GPL-2.0-or-later
// What a capture could have shown of one phone. That something is not in a capture is a fact about the capture; that it
// did not happen is a claim about the phone, and is made here alone.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/phones/byte_flow.h"
#include "analyzer/phones/phone_directory.h"

namespace capf::phones {

// What a capture tells of an event.
enum class Shown {
    present,  // it is in the capture
    absent,   // the capture records all that time, and would hold it
    unknown,  // it may have escaped the capture
};

// When a capture records.
struct Recording {
    FrameTime begin, end;
    std::vector<Interval> silences;  // stretches inside without any frame, where others follow one another closely
    bool files_only = false;         // every packet is of a service for phone files
};

class Visibility {
public:
    Visibility() = default;
    Visibility(const Phone &phone, Recording recording);

    // The same, as if the capture had ended there.
    [[nodiscard]] Visibility until(const FrameTime &end) const;

    // What the capture tells of an event of this phone between two moments, when it holds one (`present`) or not.
    [[nodiscard]] Shown shown(bool present, const Interval &when) const;
    // The capture holds nothing of the kind, and would: for `nanoseconds` after `since`.
    [[nodiscard]] bool shows_nothing_for(std::int64_t nanoseconds, std::int64_t since) const;
    // Nothing until the capture ended, and it would: for how long, in nanoseconds; 0 where that cannot be told.
    [[nodiscard]] std::int64_t shows_nothing_since(std::int64_t since) const;

    // Single frames that leave no trace (a SYN, a datagram, a RST) may be missing then: frames that do were lost near,
    // or the capture did not record.
    [[nodiscard]] bool may_have_missed(const Interval &when) const;
    // From the capture's begin to its end.
    [[nodiscard]] bool may_have_missed_anything() const;

    // All of the connection's bytes are in the capture, from its SYN on.
    [[nodiscard]] static bool holds_all(const Connection &connection);
    // Some of what the client sent is missing from the capture.
    [[nodiscard]] static bool lacks_of_client(const Connection &connection);
    // Of this phone's connections only one side was captured.
    [[nodiscard]] bool one_direction() const { return one_direction_; }
    // Its connections carry what it says, and nothing of what its servers do: as above, but what the phone says of
    // itself counts all the same.
    [[nodiscard]] bool only_phone_heard() const { return only_phone_heard_; }
    // Frames of this phone are shorter in the capture than they were on the wire.
    [[nodiscard]] bool cut_frames() const { return cut_frames_; }
    // Frames of this phone are missing from the capture.
    [[nodiscard]] bool lossy() const { return !losses_.empty(); }
    // Whole connections of this phone are missing: local ports are left out between those that it takes in sequence.
    [[nodiscard]] bool connections_missing() const { return !around_missing_connections_.empty(); }
    // Every packet in the capture, of this phone and of all others, is of a service for phone files: a filter on ports
    // may have kept everything else away, a connection to CAPF among it.
    [[nodiscard]] bool files_only() const { return recording_.files_only; }
    // Where frames are missing: the frames before and after the missing connections, and the first frame of each
    // connection and each transfer of which something is missing.
    [[nodiscard]] std::vector<FrameTime> frames_at_losses() const;
    [[nodiscard]] const FrameTime &end() const { return recording_.end; }
    // How long the capture goes on after `time`, in whole seconds: a fact about the capture, which proves nothing.
    [[nodiscard]] std::int64_t seconds_recorded_after(std::int64_t time) const;

private:
    Recording recording_;
    std::vector<Interval> losses_;  // in the order of their begins
    std::vector<FrameTime> around_missing_connections_, of_broken_flows_;
    bool one_direction_ = false, only_phone_heard_ = false, cut_frames_ = false;
};

}  // namespace capf::phones
