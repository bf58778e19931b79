// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>
#include <deque>

#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

// What one frame is, without its bytes.
struct FrameInfo {
    std::uint32_t number = 0;       // from 1, over all files, as Wireshark counts
    std::uint32_t file = 0;         // index in files()
    std::int64_t time = 0;          // nanoseconds since 1970; the predecessor's when it has none
    std::int64_t offset = 0;        // where its bytes are: in the store, or wiretap's
    std::uint32_t captured = 0;     // bytes in the file
    std::uint32_t on_the_wire = 0;  // bytes that the packet had
    std::uint32_t interface = 0;
    std::uint16_t link_type = 0;
    bool has_time = false;
    bool is_joined = false;  // stands for several frames, see SegmentJoiner: its checksums are the first one's
};

// There may be millions: a vector may take twice the room, and more while it grows.
using Frames = std::deque<FrameInfo>;

// The frame as the record that it was, with its `bytes` and without its place in the file.
inline Record record_of(const FrameInfo &frame, const std::uint8_t *bytes) {
    Record record;
    record.bytes = bytes;
    record.time = frame.time;
    record.captured = frame.captured;
    record.on_the_wire = frame.on_the_wire;
    record.interface = frame.interface;
    record.link_type = frame.link_type;
    record.has_time = frame.has_time;
    return record;
}

}  // namespace capf::capture
