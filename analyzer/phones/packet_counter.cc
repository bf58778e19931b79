// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/packet_counter.h"

namespace capf::phones {
namespace {

int pieces_of(std::uint32_t length) {
    constexpr std::uint32_t kShortestPiece = 500;  // bytes
    return 1 + static_cast<int>(length / kShortestPiece);
}

}  // namespace

// A packet that was sent before the last one: whether a gap was waiting for it.
bool PacketCounter::fill(std::uint16_t id, int pieces) {
    bool filled = false;
    for (Gap &gap : gaps_) {
        const auto distance = static_cast<std::uint16_t>(id - gap.before);
        if (distance >= kLongestJump || !gap.not_seen.test(distance)) continue;
        filled = true;
        for (std::size_t at = distance; at < kLongestJump && at < distance + static_cast<std::size_t>(pieces); ++at) {
            gap.not_seen.reset(at);
        }
    }
    return filled;
}

void PacketCounter::count(std::uint16_t id, std::uint32_t length, const dissection::FrameTime &at) {
    constexpr std::uint16_t kHighest = 0xFFFF;
    // A SYN, ACK or RST of a stack that does not number those.
    if (id == 0 && last_id_ != kHighest) {
        fill(id, pieces_of(length));
        return;
    }
    const auto step = static_cast<std::uint16_t>(id - last_id_.value_or(0));
    const int pieces = pieces_of(last_length_);
    if (!last_id_) {
        // Nothing to compare it with.
    } else if (step == 1) {
        ++in_sequence_;
    } else if (in_sequence_ >= established_ && step > pieces && step <= kLongestJump) {
        if (gaps_.size() < kMostGaps) {
            Gap gap{{{last_time_, at.time}, at}, *last_id_, {}, static_cast<std::size_t>(pieces - 1)};
            for (std::size_t number = 1; number < step; ++number) gap.not_seen.set(number);
            gaps_.push_back(gap);
        }
    } else if (static_cast<std::uint16_t>(-step) <= kLongestJump && fill(id, pieces_of(length))) {
        return;  // out of order
    } else if (step == 0 || step > kLongestJump) {
        in_sequence_ = 0;  // a duplicate, a packet out of order, or no counter
    }
    last_id_ = id;
    last_length_ = length;
    last_time_ = at.time;
}

std::vector<MissingPackets> PacketCounter::missing() const {
    std::vector<MissingPackets> found;
    for (const Gap &gap : gaps_) {
        if (gap.not_seen.count() > gap.may_be_unused) found.push_back(gap.missing);
    }
    return found;
}

}  // namespace capf::phones
