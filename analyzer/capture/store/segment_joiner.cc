// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/store/segment_joiner.h"

#include "analyzer/capture/store/checksums.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace capf::capture {
namespace {

constexpr std::uint32_t kLarge = 256;         // bytes of payload; of smaller ones no long body is made
constexpr std::uint32_t kLongestIp = 65'535;  // bytes of an IPv4 packet
constexpr std::uint32_t kIpv4Header = 20;     // as read_common_frame() takes it
constexpr std::ptrdiff_t kTcpHeader = 20;     // bytes at least; what says less is not TCP
constexpr std::uint8_t kOnlyAck = 0x10, kSynFinRst = 0x07;

}  // namespace

void SegmentJoiner::join(const std::function<bool(const FrameInfo &)> &is_stored) {
    const auto add_bytes = [](std::uint64_t sum, const FrameInfo &frame) { return sum + frame.captured; };
    if (std::accumulate(frames_.begin(), frames_.end(), std::uint64_t{0}, add_bytes) <= left_alone_) return;
    bool has_room = true;
    for (std::size_t index = 0; index < frames_.size() && has_room; ++index) {
        has_room = !is_stored(frames_[index]) || add(index);
    }
    if (has_room) static_cast<void>(end_all_runs());
    std::size_t left = 0;
    for (std::size_t index = 0; index < frames_.size(); ++index) {
        if (!joined_[index]) frames_[left++] = frames_[index];
    }
    frames_.resize(left);
}

bool SegmentJoiner::add(std::size_t index) {
    const FrameInfo &frame = frames_[index];
    const std::uint8_t *bytes = store_.get(frame.offset, frame.captured);
    if (bytes == nullptr) return false;
    const Record record = record_of(frame, bytes);
    PacketHeaders headers;
    // Of other packets there are further lengths to be changed, so they are not joined.
    const bool is_common = read_common_frame(record, headers);
    if (!is_common) read_frame(record, headers);
    RawSegment segment;
    if (headers.kind != PacketHeaders::Kind::tcp || !read_tcp(headers, segment)) return true;
    const bool is_whole = frame.captured == frame.on_the_wire;
    const bool speaks = segment.length > 0 || (segment.flags & kSynFinRst) != 0 || !is_whole;
    if (!speaks) return true;
    const bool is_plain = is_common && is_whole && !has_wrong_checksum(record) && segment.flags == kOnlyAck &&
                          segment.length >= kLarge && segment.payload - headers.transport >= kTcpHeader &&
                          segment.payload + segment.length == bytes + frame.captured;
    const FlowKey flow = flow_of(headers);
    if (!is_plain && !connections_.contains(flow)) return true;
    Connection &ends = connections_[flow];
    const bool is_from_one = source_of(headers) == flow.one;
    Direction &own = is_from_one ? ends.from_one : ends.from_other;
    Direction &other = is_from_one ? ends.from_other : ends.from_one;
    // Now: what the store gave is gone when something is added to it.
    const auto ip_at = is_plain ? static_cast<std::uint32_t>(headers.transport - kIpv4Header - bytes) : 0;
    other.body = 0;
    if (!end_run(other) || !add_segment(own, segment, index, is_plain)) return false;
    own.last_ip_at = ip_at;
    return true;
}

// The segment before this one is joined now that it is not the last.
bool SegmentJoiner::add_segment(Direction &own, const RawSegment &segment, std::size_t index, bool is_plain) {
    const bool goes_on = is_plain && own.last != kNone && segment.sequence == own.next && segment.length == own.length;
    if (!goes_on && !end_run(own)) return false;
    if (goes_on && own.body > left_alone_ && !join_last(own)) return false;
    own.next = segment.sequence + segment.length;
    own.body += segment.length;
    own.length = segment.length;
    own.last = is_plain ? index : kNone;
    return true;
}

bool SegmentJoiner::join_last(Direction &direction) {
    const bool is_full = direction.bytes.size() - direction.ip_at + direction.length > kLongestIp;
    if (!direction.members.empty() && is_full && !keep_joined(direction)) return false;
    const FrameInfo &last = frames_[direction.last];
    const std::uint8_t *bytes = store_.get(last.offset, last.captured);
    if (bytes == nullptr) return false;
    if (direction.members.empty()) direction.ip_at = direction.last_ip_at;
    const std::uint32_t headers = direction.members.empty() ? 0 : last.captured - direction.length;
    direction.bytes.insert(direction.bytes.end(), bytes + headers, bytes + last.captured);
    direction.members.push_back(direction.last);
    return true;
}

// Puts the joined frame in the place of its first one.
bool SegmentJoiner::keep_joined(Direction &direction) {
    std::vector<std::uint8_t> &bytes = direction.bytes;
    std::vector<std::size_t> &members = direction.members;
    if (members.size() > 1) {
        const auto length = static_cast<std::uint32_t>(bytes.size()), packet = length - direction.ip_at;
        bytes[direction.ip_at + 2] = static_cast<std::uint8_t>(packet >> 8);
        bytes[direction.ip_at + 3] = static_cast<std::uint8_t>(packet);
        const std::int64_t offset = store_.add(bytes.data(), length);
        if (offset < 0) return false;
        FrameInfo &first = frames_[members.front()];
        first.offset = offset;
        first.is_joined = true;
        first.captured = first.on_the_wire = length;
        std::for_each(members.begin() + 1, members.end(), [&](std::size_t member) { joined_[member] = true; });
    }
    bytes.clear();
    members.clear();
    return true;
}

bool SegmentJoiner::end_run(Direction &direction) {
    direction.last = kNone;
    return keep_joined(direction);
}

bool SegmentJoiner::end_all_runs() {
    return std::all_of(connections_.begin(), connections_.end(), [this](auto &connection) {
        return end_run(connection.second.from_one) && end_run(connection.second.from_other);
    });
}

}  // namespace capf::capture
