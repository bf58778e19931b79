// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/packet_counter.h"

namespace capf::phones {

std::optional<Interval> PacketCounter::count(std::uint16_t id, std::uint32_t length, std::int64_t time) {
    constexpr int kLongestJump = 64;
    constexpr std::uint32_t kShortestPiece = 500;  // bytes
    constexpr std::uint16_t kHighest = 0xFFFF;
    // A SYN, ACK or RST of a stack that does not number those.
    if (id == 0 && last_id_ != kHighest) return std::nullopt;
    const auto step = static_cast<std::uint16_t>(id - last_id_.value_or(0));
    const int pieces = 1 + static_cast<int>(last_length_ / kShortestPiece);
    std::optional<Interval> missing;
    if (!last_id_) {
        // Nothing to compare it with.
    } else if (step == 1) {
        ++in_sequence_;
    } else if (in_sequence_ >= established_ && step > pieces && step <= kLongestJump) {
        missing = Interval{last_time_, time};
    } else if (step == 0 || step > kLongestJump) {
        in_sequence_ = 0;  // a duplicate, a packet out of order, or no counter
    }
    last_id_ = id;
    last_length_ = length;
    last_time_ = time;
    return missing;
}

}  // namespace capf::phones
