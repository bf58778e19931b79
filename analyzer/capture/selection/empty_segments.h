// SPDX-License-Identifier: GPL-2.0-or-later
// The last TCP segments without payload: the beginning of connections that show only later what they are.
#pragma once

#include <array>
#include <vector>

#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/capture/selection/tcp_segment.h"

namespace capf::capture {

// A frame with its number, as Wireshark counts, and its bytes.
struct NumberedRecord {
    std::uint32_t number = 0;
    Record record;
};

class EmptySegments {
public:
    // Bytes of a frame: all headers with options. Longer ones are not kept.
    static constexpr std::size_t kLongest = 128;

    void add(const FlowKey &flow, const Record &record, std::uint32_t number, const RawSegment &segment);
    // Takes out what is there of the flow, oldest first; the bytes live until the next add(). `whole` when it begins
    // with the SYN that is right before the payload byte `sequence` of either side, so that nothing is missing.
    [[nodiscard]] std::vector<NumberedRecord> take(const FlowKey &flow, std::uint32_t sequence, bool &whole);
    void clear();

private:
    static constexpr std::size_t kSlots = 8192;  // some seconds of a busy network
    struct Slot {
        NumberedRecord frame;
        std::uint32_t sequence;
        bool opens, is_first_syn;
        std::array<std::uint8_t, kLongest> bytes;
    };

    std::vector<Slot> slots_;            // grows to kSlots, then the oldest gives way
    std::vector<std::uint32_t> hashes_;  // of the flows: searched first
    std::size_t next_ = 0;
};

}  // namespace capf::capture
