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

class SignallingStreams {
public:
    // What the messages say that end in this segment, with the phone as their source; nothing before its direction lost
    // a part. `reader` is the one that reads all other signalling.
    [[nodiscard]] std::vector<Observation> read(const TcpSegment &segment, const Seen &frame,
                                                wire::SignallingReader &reader);

private:
    struct Direction {
        std::uint32_t next = 0;  // sequence number
        bool broken = false;
        std::vector<std::uint8_t> bytes;  // of a message that goes on
        std::vector<FrameTime> frames;    // that hold them
    };

    void take(Direction &direction, const Seen &frame, wire::SignallingReader &reader, std::vector<Observation> &out);

    std::map<std::pair<std::uint32_t, std::uint16_t>, Direction> directions_;  // by stream and source port
};

}  // namespace capf::dissection
