// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/empty_segments.h"

#include <algorithm>
#include <cstring>

namespace capf::capture {
namespace {

std::uint32_t short_hash(const FlowKey &flow) {
    return static_cast<std::uint32_t>(hash_of(flow)) | 1U;  // 0 is an empty slot
}

}  // namespace

void EmptySegments::add(const FlowKey &flow, const Record &record, std::uint32_t number, const RawSegment &segment) {
    if (record.captured > kLongest) return;
    const std::size_t at = next_++ % kSlots;
    if (slots_.empty()) {
        // Memory that is not used yet is not there yet.
        slots_.reserve(kSlots);
        hashes_.reserve(kSlots);
    }
    if (at == slots_.size()) {
        slots_.emplace_back();
        hashes_.emplace_back();
    }
    Slot &slot = slots_[at];
    slot.frame = {number, record};
    slot.sequence = segment.sequence;
    slot.opens = segment.opens();
    slot.is_first_syn = segment.is_first_syn();
    std::memcpy(slot.bytes.data(), record.bytes, record.captured);
    hashes_[at] = short_hash(flow);
}

std::vector<NumberedRecord> EmptySegments::take(const FlowKey &flow, std::uint32_t sequence, bool &whole) {
    std::vector<NumberedRecord> found;
    const std::uint32_t wanted = short_hash(flow);
    whole = false;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const std::size_t at = (next_ + i) % slots_.size();  // the oldest first
        if (hashes_[at] != wanted) continue;
        Slot &slot = slots_[at];
        hashes_[at] = 0;
        slot.frame.record.bytes = slot.bytes.data();
        PacketHeaders headers;
        read_frame(slot.frame.record, headers);
        if (flow_of(headers) != flow) continue;
        if (slot.is_first_syn) {
            // A new connection between the same ports begins.
            found.clear();
            whole = false;
        }
        whole |= slot.opens && slot.sequence + 1 == sequence;
        found.push_back(slot.frame);
    }
    return found;
}

void EmptySegments::clear() {
    slots_.clear();
    hashes_.clear();
    next_ = 0;
}

}  // namespace capf::capture
