// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/byte_flow.h"

#include <algorithm>
#include <iterator>

namespace capf::phones {
namespace {

// A window of TCP without acknowledgement has some hundred segments; this bounds what a hostile capture keeps.
constexpr std::size_t kMostInFlight = 4096;
constexpr std::size_t kMostLate = 64;

}  // namespace

std::int64_t ByteFlow::unwrap(std::uint32_t sequence) {
    if (!started_) {
        started_ = true;
        base_ = sequence;
    }
    // The nearest reading of the 32-bit number to where the flow has come.
    const auto relative = static_cast<std::int32_t>(sequence - base_ - static_cast<std::uint32_t>(highest_));
    return highest_ + relative;
}

void ByteFlow::insert(std::int64_t begin, std::int64_t end, std::int64_t time) {
    Range range{end, time, time};
    auto at = ranges_.upper_bound(begin);
    if (at != ranges_.begin() && std::prev(at)->second.end >= begin) --at;
    while (at != ranges_.end() && at->first <= end) {
        if (at->first <= begin) range.first_time = std::min(range.first_time, at->second.first_time);
        if (at->second.end >= range.end) range.last_time = at->second.last_time;
        begin = std::min(begin, at->first);
        range.end = std::max(range.end, at->second.end);
        captured_ -= static_cast<std::uint64_t>(at->second.end - at->first);
        at = ranges_.erase(at);
    }
    captured_ += static_cast<std::uint64_t>(range.end - begin);
    highest_ = std::max(highest_, range.end);
    ranges_[begin] = range;
}

void ByteFlow::add(const dissection::TcpSegment &segment) {
    counter_.count(segment.ip_id, segment.length, segment.at);
    if ((segment.flags & dissection::kTcpRst) != 0 && segment.length == 0) return;
    std::int64_t begin = unwrap(segment.sequence);
    const bool syn = (segment.flags & dissection::kTcpSyn) != 0;
    if (syn) ++begin;
    // A probe repeats the last byte that was acknowledged, or its number alone (RFC 9293, section 3.8.4).
    if (!syn && segment.length <= 1 && acknowledged_ > 0 && begin == acknowledged_ - 1 && probes_.size() < kSendsKept) {
        probes_.push_back(segment.at);
    }
    // Without the SYN, the flow counts from where it was first seen.
    if (syn || first_ < 0) {
        first_ = begin;
        first_time_ = segment.at.time;
    }
    highest_ = std::max(highest_, begin);
    if (segment.length == 0) return;
    if (!first_data_) first_data_ = segment.at;
    last_data_ = segment.at;
    cut_ |= segment.cut;
    const std::int64_t end = begin + segment.length;
    const std::uint64_t before = captured_;
    insert(begin, end, segment.at.time);
    const bool late = segment.length > 1 && end <= acknowledged_ && captured_ > before;  // no keep-alive
    if (late && late_.size() < kMostLate) late_.push_back({segment.at.time, segment.at.time});
    last_byte_ = std::max(last_byte_, end);
    if (end <= acknowledged_ || in_flight_.size() >= kMostInFlight) return;
    Sent &sent = in_flight_[begin];
    sent.end = std::max(sent.end, end);
    ++sent.times;
    if (sent.at.size() < kSendsKept) sent.at.push_back(segment.at);
}

void ByteFlow::acknowledged(std::uint32_t sequence, const FrameTime &at) {
    probes_.clear();
    if (!started_) {
        // The other side is seen first: what it acknowledges came before.
        base_ = sequence;
        started_ = true;
        first_ = 0;
        first_time_ = at.time;
    }
    const std::int64_t up_to = unwrap(sequence);
    if (up_to <= acknowledged_) return;
    acknowledged_ = up_to;
    acknowledged_time_ = at.time;
    while (!in_flight_.empty() && in_flight_.begin()->second.end <= up_to) {
        const auto &[begin, sent] = *in_flight_.begin();
        largest_acknowledged_ = std::max(largest_acknowledged_, static_cast<std::uint32_t>(sent.end - begin));
        in_flight_.erase(in_flight_.begin());
    }
}

bool ByteFlow::lost_in_capture() const {
    return cut_ || !losses().empty();
}

std::vector<Interval> ByteFlow::losses() const {
    std::vector<Interval> lost = late_;
    std::int64_t end = first_, time = first_time_;  // all before it was captured, or came before the capture
    for (const auto &[begin, range] : ranges_) {
        if (begin > end && begin <= acknowledged_) lost.push_back({time, std::max(time, range.first_time)});
        end = std::max(end, range.end);
        time = range.last_time;
    }
    if (acknowledged_ > end + 1) lost.push_back({time, std::max(time, acknowledged_time_)});  // one more is the FIN
    return lost;
}

bool ByteFlow::fin_acknowledged() const {
    const std::int64_t end = ranges_.empty() ? first_ : std::max(first_, ranges_.rbegin()->second.end);
    return first_ >= 0 && acknowledged_ == end + 1;
}

std::vector<Interval> ByteFlow::skipped() const {
    std::vector<Interval> when;
    for (const MissingPackets &missing : counter_.missing()) when.push_back(missing.when);
    return when;
}

std::optional<UnacknowledgedSegment> ByteFlow::first_unacknowledged() const {
    if (all_acknowledged() || in_flight_.empty()) return std::nullopt;
    // The first is the one that is repeated: where a later one is, the capture lost the acknowledgement of those
    // before.
    auto waiting = in_flight_.begin();
    for (auto at = std::next(waiting); at != in_flight_.end() && waiting->second.times == 1; ++at) {
        if (at->second.times > 2) waiting = at;
    }
    const auto &[begin, sent] = *waiting;
    return UnacknowledgedSegment{static_cast<std::uint32_t>(sent.end - begin), sent.at, sent.times};
}

}  // namespace capf::phones
