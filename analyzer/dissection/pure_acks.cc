// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/pure_acks.h"

#include <algorithm>

#include "analyzer/capture/capture_file.h"
#include "analyzer/capture/store/checksums.h"
#include "analyzer/dissection/sequence_distance.h"
#include "plugin/wire/bytes.h"

namespace capf::dissection {
namespace {

using PacketKind = capture::PacketHeaders::Kind;

constexpr std::uint32_t kIpv4Header = 20, kTcpHeader = 20;  // bytes
constexpr std::uint8_t kTcpPush = 0x08;
constexpr std::size_t kMostConnections = 100'000;
// libwireshark's list of segments that are not acknowledged has room for 10,000 of a direction.
constexpr std::uint32_t kMostListed = 64;

// Options that libwireshark can read, and that do not change how it judges segments: MSS, window scale, SACK permitted,
// SACK, timestamps. [RFC 9293, RFC 7323, RFC 2018]
bool is_common_option(std::uint8_t kind, std::uint8_t length) {
    switch (kind) {
        case 2:
            return length == 4;
        case 3:
            return length == 3;
        case 4:
            return length == 2;
        case 5:
            return length > 2 && length % 8 == 2;
        case 8:
            return length == 10;
        default:
            return false;
    }
}

bool are_common_options(wire::Bytes options) {
    constexpr std::uint8_t kEnd = 0, kNoOperation = 1;
    while (!options.empty() && options[0] != kEnd) {
        const bool is_padding = options[0] == kNoOperation;
        if (!is_padding && (options.size() < 2 || !is_common_option(options[0], options[1]))) return false;
        const std::size_t length = is_padding ? 1 : options[1];
        if (length > options.size()) return false;
        options = options.subspan(length);
    }
    return true;
}

// Of what read_common_frame() takes: the header is there to its end, with nothing unusual in it.
bool is_plain(const capture::Record &record, const capture::PacketHeaders &headers) {
    if (!record.has_time || record.captured > record.on_the_wire || headers.transport_length < kTcpHeader) return false;
    constexpr std::uint8_t kReserved = 0x0F;
    const std::uint8_t *tcp = headers.transport, *ip = tcp - kIpv4Header;
    const auto packet_at = static_cast<std::uint32_t>(ip - record.bytes);
    const std::uint32_t header = (tcp[12] >> 4) * 4U, packet = capture::network16(ip + 2);
    return (tcp[12] & kReserved) == 0 && header >= kTcpHeader && header <= headers.transport_length &&
           packet >= kIpv4Header + header && packet_at + packet <= record.on_the_wire &&
           are_common_options({tcp + kTcpHeader, header - kTcpHeader});
}

// Of what is not plainly TCP: libwireshark may find segments of any connection in it.
bool may_hold_tcp(const capture::PacketHeaders &headers) {
    if (headers.kind != PacketKind::udp) return headers.kind != PacketKind::no_ip;
    return capture::is_tunnel_port(headers.source_port) || capture::is_tunnel_port(headers.destination_port);
}

}  // namespace

// What libwireshark judges a segment by.
struct PureAcks::Segment {
    Segment(const capture::FrameInfo &info, const capture::Record &bytes, const capture::PacketHeaders &read)
        : frame(info), record(bytes), headers(read), flow(flow_of(read)), side(source_of(read) == flow.one ? 0 : 1) {
        const std::uint8_t *tcp = headers.transport;
        sequence = capture::network32(tcp + 4);
        acknowledgement = capture::network32(tcp + 8);
        length = capture::network16(tcp - kIpv4Header + 2) - kIpv4Header - (tcp[12] >> 4) * 4U;
        flags = tcp[13];
        window = capture::network16(tcp + 14);
    }
    // By how much it moves the sequence number on.
    [[nodiscard]] std::uint32_t advance() const { return length + ((flags & (kTcpSyn | kTcpFin)) == 0 ? 0 : 1); }
    [[nodiscard]] bool is_whole() const { return record.captured == record.on_the_wire && !has_wrong_checksum(record); }
    [[nodiscard]] TcpSegment observed(std::uint32_t stream) const;

    const capture::FrameInfo &frame;
    const capture::Record &record;
    const capture::PacketHeaders &headers;
    capture::FlowKey flow;
    std::size_t side;  // that sent it
    std::uint32_t sequence = 0, acknowledgement = 0, length = 0;
    std::uint8_t flags = 0;
    std::uint16_t window = 0;
};

TcpSegment PureAcks::Segment::observed(std::uint32_t stream) const {
    const std::uint8_t *ip = headers.transport - kIpv4Header;
    TcpSegment seen;
    seen.at = {frame.number, frame.time};
    seen.source = {to_text(headers.source()), headers.source_port};
    seen.destination = {to_text(headers.destination()), headers.destination_port};
    seen.stream = stream;
    seen.hardware_source = ethernet_source(record);
    seen.flags = flags;
    seen.sequence = sequence;
    seen.acknowledgement = acknowledgement;
    seen.ip_id = capture::network16(ip + 4);
    seen.hop_limit = ip[8];
    return seen;
}

std::optional<TcpSegment> PureAcks::read(const capture::FrameInfo &frame, const RawFrame &raw) {
    due_.clear();
    in_hand_ = nullptr;
    const bool is_newest = frame.number > newest_;
    newest_ = std::max(newest_, frame.number);
    const capture::PacketHeaders &headers = raw.headers;
    if (headers.kind != PacketKind::tcp) {
        if (may_hold_tcp(headers)) forget_all();
        return std::nullopt;
    }
    if (raw.is_common && is_plain(raw.record, headers)) return read_segment({frame, raw.record, headers}, is_newest);
    leave_order(flow_of(headers));
    return std::nullopt;
}

std::optional<TcpSegment> PureAcks::read_segment(const Segment &segment, bool is_newest) {
    const auto known = connections_.find(segment.flow);
    if (known != connections_.end() && is_in_order(known->second, segment)) {
        in_hand_ = &*known;
        if (!keeps(known->second, segment)) return std::nullopt;
        return segment.observed(*known->second.stream);
    }
    leave_order(segment.flow);
    // Of several connections between the same ports, libwireshark takes a frame for one that began with a lower number.
    if (segment.flags == kTcpSyn && is_newest) open(segment);
    return std::nullopt;
}

void PureAcks::open(const Segment &segment) {
    if (segment.length != 0 || segment.window == 0 || segment.flow.one == segment.flow.other) return;
    if (connections_.size() >= kMostConnections) forget_all();
    in_hand_ = &*connections_.try_emplace(segment.flow).first;
    Connection &connection = in_hand_->second;
    connection.opened = segment.frame.time;
    connection.last_frame = segment.frame.number;
    connection.sides[segment.side].next = segment.sequence + segment.advance();
    connection.sides[segment.side].listed = 1;
}

bool PureAcks::is_in_order(const Connection &connection, const Segment &segment) {
    const Side &own = connection.sides[segment.side], &other = connection.sides[1 - segment.side];
    if (segment.frame.number <= connection.last_frame || segment.window == 0 || !other.next) return false;
    if (segment.flags == (kTcpSyn | kTcpAck)) {
        return !own.next && segment.length == 0 && segment.acknowledgement == other.next;
    }
    if ((segment.flags & ~(kTcpPush | kTcpFin)) != kTcpAck || segment.sequence != own.next) return false;
    const std::int32_t news = distance(own.acknowledged, segment.acknowledgement);
    if (news < 0 || distance(segment.acknowledgement, *other.next) < 0) return false;
    return segment.advance() > 0 || (news > 0 && segment.is_whole());
}

// Of a segment that is in order: whether libwireshark is not to get it.
bool PureAcks::keeps(Connection &connection, const Segment &segment) {
    Side &own = connection.sides[segment.side], &other = connection.sides[1 - segment.side];
    const bool is_syn_ack = !own.next;
    own.next = segment.sequence + segment.advance();
    own.acknowledged = segment.acknowledgement;
    connection.last_frame = segment.frame.number;
    if (segment.advance() == 0 && connection.has_round_trip && connection.stream && other.listed < kMostListed) {
        own.kept = segment.frame;
        return true;
    }
    own.kept.reset();
    if (segment.advance() > 0) ++own.listed;
    if (segment.acknowledgement == other.next) other.listed = 0;
    if (is_syn_ack) {
        other.acknowledged = segment.sequence;
    } else if (segment.frame.time != connection.opened) {
        connection.has_round_trip = true;
    }
    return false;
}

void PureAcks::learn(const std::vector<TcpSegment> &segments) {
    if (in_hand_ != nullptr) {
        // A SYN that was sent again begins no new connection: libwireshark knows more of that one than is known here.
        std::optional<std::uint32_t> &stream = in_hand_->second.stream;
        if (!stream && segments.size() == 1 && segments.front().stream >= next_stream_)
            stream = segments.front().stream;
        if (segments.size() != 1 || segments.front().stream != stream)
            connections_.erase(connections_.find(in_hand_->first));
        in_hand_ = nullptr;
    }
    for (const TcpSegment &segment : segments) next_stream_ = std::max(next_stream_, segment.stream + 1);
}

void PureAcks::leave_order(const capture::FlowKey &flow) {
    const auto known = connections_.find(flow);
    if (known == connections_.end()) return;
    add_due(known->second);
    sort_due();
    connections_.erase(known);
}

void PureAcks::forget_all() {
    if (connections_.empty()) return;
    for (const auto &[flow, connection] : connections_) add_due(connection);
    sort_due();
    connections_ = {};
}

void PureAcks::add_due(const Connection &connection) {
    for (const Side &side : connection.sides) {
        if (side.kept) due_.push_back(*side.kept);
    }
}

void PureAcks::sort_due() {
    std::sort(due_.begin(), due_.end(), [](const auto &a, const auto &b) { return a.number < b.number; });
}

}  // namespace capf::dissection
