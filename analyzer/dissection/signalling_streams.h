// SPDX-License-Identifier: GPL-2.0-or-later
// Signalling over TCP after a part that the capture lost. Wireshark waits for the missing bytes, and shows no later
// message of that direction.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "analyzer/dissection/observation.h"
#include "plugin/wire/signalling.h"

namespace capf::dissection {

// A part is lost when the other side acknowledges what comes after it, when much comes after it, or when the capture
// ends; until then it may only be late, and Wireshark puts it in its place. From a loss on, the messages of that
// direction are read here.
class SignallingStreams {
public:
    // What the messages say that this segment completes, or that it shows to be behind a loss; with the phone as their
    // source. `reader` is the one that reads all other signalling.
    [[nodiscard]] std::vector<Observation> read(const TcpSegment &segment, const Seen &frame,
                                                wire::SignallingReader &reader);
    // At the end of the capture: what nobody acknowledged in it, as where it holds one direction only.
    [[nodiscard]] std::vector<Observation> finish(wire::SignallingReader &reader);

private:
    using Bytes = std::vector<std::uint8_t>;
    struct Segment {
        std::uint32_t sequence = 0, length = 0;
        Bytes bytes;
        Seen frame;
    };
    struct Direction {
        bool begun = false;
        std::uint32_t next = 0;      // sequence number
        std::vector<Segment> early;  // behind a gap, until it is filled or lost; by sequence number
        bool broken = false;
        Bytes bytes;  // of a message that goes on; of a broken direction
    };
    struct Reading {
        wire::SignallingReader &reader;
        std::vector<Observation> out;
    };

    Direction *direction(std::uint32_t stream, std::uint16_t source_port, bool make);
    static void lose(Direction &direction, Reading &reading);
    static void keep(Direction &direction, Segment segment);
    static void acknowledged(Direction &direction, std::uint32_t number, Reading &reading);
    static void sent(Direction &direction, const TcpSegment &segment, const Seen &frame, Reading &reading);
    static void take(Direction &direction, const Segment &segment, Reading &reading);

    std::map<std::pair<std::uint32_t, std::uint16_t>, Direction> directions_;  // by stream and source port
};

}  // namespace capf::dissection
