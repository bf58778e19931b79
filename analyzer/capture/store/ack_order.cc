// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/store/ack_order.h"

#include <algorithm>

#include "analyzer/capture/selection/tcp_segment.h"

namespace capf::capture {
namespace {

// How much later than its acknowledgement a segment may stand: clocks of two interfaces, or buffers of two queues.
constexpr std::int64_t kMostDelay = 100'000'000;  // nanoseconds
constexpr std::ptrdiff_t kMostFrames = 1024;

// Sequence numbers wrap around.
bool is_behind(std::uint32_t one, std::uint32_t other) {
    return static_cast<std::int32_t>(one - other) > 0;
}

}  // namespace

struct AckOrder::Segment {
    std::uint32_t begin = 0, end = 0;  // sequence numbers; SYN and FIN count
    bool is_syn = false;
    std::uint32_t frame = 0;
    std::int64_t time = 0;
};

AckOrder::Connection &AckOrder::connection(const FlowKey &key) {
    if (connections_.empty()) connections_.resize(kMostConnections);
    Connection &found = connections_[hash_of(key) % kMostConnections];
    if (!(found.key == key)) found = {key, {}, {}};
    return found;
}

void AckOrder::add(const Record &record, std::uint32_t number) {
    PacketHeaders headers;
    RawSegment tcp;
    read_headers(record, headers);
    if (headers.kind != PacketHeaders::Kind::tcp || headers.is_first_fragment || !read_tcp(headers, tcp)) return;
    constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kAck = 0x10;
    const std::uint32_t length = tcp.length + (record.on_the_wire - std::min(record.captured, record.on_the_wire));
    const std::uint32_t flags = ((tcp.flags & kSyn) != 0 ? 1U : 0U) + ((tcp.flags & kFin) != 0 ? 1U : 0U);
    Connection &both = connection(flow_of(headers));
    const bool from_one = both.key.one == source_of(headers);
    Direction &own = from_one ? both.from_one : both.from_other, &peer = from_one ? both.from_other : both.from_one;
    if (length + flags > 0) {
        const std::uint32_t end = tcp.sequence + length + flags;
        add_data({tcp.sequence, end, (tcp.flags & kSyn) != 0, number, record.time}, own, peer);
    }
    const std::uint32_t acknowledged = network32(headers.transport + 8);
    if ((tcp.flags & kAck) == 0 || (peer.is_known && !is_behind(acknowledged, peer.next))) return;
    if (own.ack_count > 0 && !is_behind(acknowledged, own.acks[own.ack_count - 1].number)) return;
    // When all are taken, the last one is replaced: a later acknowledgement covers the same bytes.
    own.ack_count = std::min(own.ack_count + 1, kMostAcks);
    own.acks[own.ack_count - 1] = {acknowledged, number, record.time};
}

void AckOrder::add_data(const Segment &segment, Direction &own, Direction &peer) {
    const auto begin = peer.acks.begin(), end = begin + static_cast<std::ptrdiff_t>(peer.ack_count);
    // What was seen before is a retransmission, and stands where it belongs.
    if (segment.is_syn || (own.is_known && !is_behind(own.next, segment.begin))) {
        const auto covers = [&](const Ack &one) {
            return segment.is_syn ? one.number == segment.begin + 1 : is_behind(one.number, segment.begin);
        };
        const auto ack = std::find_if(begin, end, covers);
        const std::int64_t delay = ack != end ? segment.time - ack->time : -1;
        if (delay >= 0 && delay <= kMostDelay) misplaced_.push_back({segment.frame, ack->frame});
        if (ack == end && segment.is_syn) peer.ack_count = 0;  // of an earlier connection between these ports
    }
    if (!own.is_known || segment.is_syn || is_behind(segment.end, own.next)) own.next = segment.end;
    own.is_known = true;
    const auto still_open = [&](const Ack &one) { return is_behind(one.number, own.next); };
    const auto rest = std::stable_partition(begin, begin + static_cast<std::ptrdiff_t>(peer.ack_count), still_open);
    peer.ack_count = static_cast<std::size_t>(rest - begin);
}

std::vector<std::uint32_t> put_before_acknowledgements(Frames &frames, const std::vector<Misplaced> &misplaced) {
    std::vector<std::uint32_t> moved;
    auto next = misplaced.begin();
    for (auto frame = frames.begin(); frame != frames.end() && next != misplaced.end(); ++frame) {
        if (frame->number != next->frame) continue;
        const auto first = frame - std::min(kMostFrames, frame - frames.begin());
        const auto after = std::find_if(std::reverse_iterator(frame), std::reverse_iterator(first),
                                        [&](const FrameInfo &one) { return one.number == next->acknowledgement; });
        ++next;
        if (after == std::reverse_iterator(first)) continue;
        const auto acknowledgement = after.base() - 1;
        frame->time = acknowledgement->time;
        moved.push_back(frame->number);
        std::rotate(acknowledgement, frame, frame + 1);
    }
    return moved;
}

}  // namespace capf::capture
