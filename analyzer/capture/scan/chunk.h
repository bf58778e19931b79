// SPDX-License-Identifier: GPL-2.0-or-later
// A chunk of a capture file, scanned on its own, in any order and in any thread: irrelevant traffic is done with, the
// other frames are kept for FlowSelector, which sees them in the order of the capture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/capture/formats/record_reader.h"
#include "analyzer/capture/scan/capture_facts.h"
#include "analyzer/capture/selection/flow_selector.h"

namespace capf::capture {

// What was known where the chunk was scanned, which may be long before its turn comes.
struct ChunkContext {
    ChunkOpener open;
    std::uint32_t layout = 0;  // RecordReader::layout()
    PortTables ports;          // FlowSelector::ports()
    std::size_t learnt = 0;    // FlowSelector::learnt_ports(), how many
};

struct ScannedChunk {
    // A frame that is for FlowSelector.
    struct Frame {
        Record record;            // without its bytes
        std::uint32_t index = 0;  // of the records of the chunk, from 1
        std::size_t at = 0;       // where in `bytes` its bytes are
    };

    std::uint64_t limit = 0;  // where the next chunk is looked for
    std::uint64_t begin = 0;  // of its first record
    std::uint64_t end = 0;    // of the first record of the next chunk
    bool is_regular = false;  // false: it is to be read in order, from where the chunk before it ended
    std::uint32_t records = 0;
    FactsCounter facts;
    SkippedPorts skipped;
    std::vector<Frame> frames;
    std::vector<std::uint8_t> bytes;
    std::shared_ptr<const ChunkContext> context;

    [[nodiscard]] Record record(const Frame &frame) const {
        Record record = frame.record;
        record.bytes = bytes.data() + frame.at;
        return record;
    }
};

// Scans what begins in [begin, limit) of the file, in bytes. Never fails: what cannot be scanned on its own is
// irregular.
[[nodiscard]] std::unique_ptr<ScannedChunk> scan_chunk(int file, std::uint64_t begin, std::uint64_t limit,
                                                       std::shared_ptr<const ChunkContext> context);

// Whether it was scanned as it would be in its turn, which is now: from the record on at which `reader` stands, and
// without leaving out a frame for want of what `selector` learnt in the meantime.
[[nodiscard]] bool fits(const ScannedChunk &chunk, const RecordReader &reader, const FlowSelector &selector);

}  // namespace capf::capture
