// SPDX-License-Identifier: GPL-2.0-or-later
// Joined segments say what the segments said. The input is one frame of a connection after the other, four bytes each:
// which end sends it and what is special about it, how far its sequence number is from where it should be (a signed
// byte), its flags, and the length of its payload in units of 64 bytes.
#include <map>
#include <vector>

#include "analyzer/capture/store/segment_joiner.h"
#include "tests/capture/frame_builder.h"
#include "tests/fuzz/check.h"

namespace {

using namespace capf;
using namespace capf::capture;

const test::End kEnds[] = {{"192.0.2.1", 6970}, {"192.0.2.2", 50000}};

// What each end sends, by its port: bytes with their sequence numbers, in the order of its frames.
using Streams = std::map<std::uint16_t, std::vector<std::uint64_t>>;

std::uint8_t byte_at(const Frames &frames, std::size_t at) {
    return static_cast<std::uint8_t>(frames.size() * 7 + at);
}

void add_frame(const std::uint8_t *op, std::uint32_t (&next)[2], FrameStore &store, Frames &frames) {
    const unsigned end = op[0] & 1U;
    std::string payload(std::size_t{op[3]} * 64, '\0');
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(byte_at(frames, i));
    const std::uint32_t sequence = next[end] + static_cast<std::uint32_t>(static_cast<std::int8_t>(op[1]));
    next[end] = sequence + static_cast<std::uint32_t>(payload.size());
    const std::string segment = test::tcp(kEnds[end], kEnds[1 - end], op[2], sequence, payload);
    const std::string packet = test::ip(kEnds[end], kEnds[1 - end], 6, segment, (op[0] & 2U) != 0 ? 0x2000 : 0);
    const std::string frame = test::ethernet(packet, (op[0] & 4U) != 0 ? std::string("\x81\x00\x00\x05", 4) : "");
    FrameInfo info;
    info.number = static_cast<std::uint32_t>(frames.size()) + 1;
    info.on_the_wire = static_cast<std::uint32_t>(frame.size());
    info.captured = info.on_the_wire - ((op[0] & 8U) != 0 ? 10U : 0U);
    info.link_type = static_cast<std::uint16_t>(LinkType::ethernet);
    info.offset = store.add(reinterpret_cast<const std::uint8_t *>(frame.data()), info.captured);
    frames.push_back(info);
}

Streams streams_of(const Frames &frames, FrameStore &store) {
    Streams streams;
    for (const FrameInfo &frame : frames) {
        Record record;
        record.bytes = store.get(frame.offset, frame.captured);
        record.captured = frame.captured;
        record.link_type = frame.link_type;
        PacketHeaders headers;
        read_headers(record, headers);
        RawSegment segment;
        if (headers.kind != PacketHeaders::Kind::tcp || !read_tcp(headers, segment)) continue;
        std::vector<std::uint64_t> &stream = streams[headers.source_port];
        for (std::uint32_t i = 0; i < segment.length; ++i) {
            stream.push_back(std::uint64_t{segment.sequence + i} << 8 | segment.payload[i]);
        }
    }
    return streams;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    constexpr std::size_t kOp = 4, kMost = 400 * kOp;
    if (size < kOp) return 0;
    FrameStore store;
    Frames frames;
    std::uint32_t next[2] = {1000, 0xFFFFF000};  // one of them wraps
    for (std::size_t at = 0; at + kOp <= size && at < kMost; at += kOp) add_frame(data + at, next, store, frames);
    const Streams before = streams_of(frames, store);
    const std::size_t all = frames.size();
    const FrameInfo last = frames.back();
    SegmentJoiner(frames, store, 0).join([](const FrameInfo &) { return true; });
    fuzz::require(frames.size() <= all && frames.front().number == 1 && frames.back().number == last.number,
                  "the first and the last frame stay");
    fuzz::require(streams_of(frames, store) == before, "each end says what it said");
    return 0;
}
