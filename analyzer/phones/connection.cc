// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/connection.h"

#include <algorithm>
#include <utility>

#include "plugin/wire/tls_numbers.h"

namespace capf::phones {
namespace {

// A CAPF session has some twenty records; this bounds what a busy HTTPS connection may take.
constexpr std::size_t kTlsRecordsKept = 512;

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

void ByteFlow::insert(std::int64_t begin, std::int64_t end) {
    auto at = ranges_.upper_bound(begin);
    if (at != ranges_.begin() && std::prev(at)->second >= begin) --at;
    while (at != ranges_.end() && at->first <= end) {
        begin = std::min(begin, at->first);
        end = std::max(end, at->second);
        captured_ -= static_cast<std::uint64_t>(at->second - at->first);
        at = ranges_.erase(at);
    }
    ranges_[begin] = end;
    captured_ += static_cast<std::uint64_t>(end - begin);
    highest_ = std::max(highest_, end);
}

void ByteFlow::add(const dissection::TcpSegment &segment) {
    if ((segment.flags & dissection::kTcpRst) != 0 && segment.length == 0) return;
    std::int64_t begin = unwrap(segment.sequence);
    const bool syn = (segment.flags & dissection::kTcpSyn) != 0;
    if (syn) ++begin;
    // Without the SYN, the flow counts from where it was first seen.
    if (syn || first_ < 0) first_ = begin;
    highest_ = std::max(highest_, begin);
    if (segment.length == 0) return;
    cut_ |= segment.cut;
    insert(begin, begin + segment.length);
}

void ByteFlow::acknowledged(std::uint32_t sequence) {
    if (!started_) {
        // The other side is seen first: what it acknowledges came before.
        base_ = sequence;
        started_ = true;
        first_ = 0;
    }
    acknowledged_ = std::max(acknowledged_, unwrap(sequence));
}

std::uint64_t ByteFlow::captured() const {
    return captured_;
}

bool ByteFlow::lost_in_capture() const {
    if (cut_) return true;
    std::int64_t end = first_;  // all before it was captured, or came before the capture
    for (const auto &[from, to] : ranges_) {
        if (from > end && from <= acknowledged_) return true;
        end = to;
    }
    return acknowledged_ > end + 1;  // one more is the FIN
}

void Connection::add(const dissection::TcpSegment &segment) {
    using namespace dissection;
    const bool syn = (segment.flags & kTcpSyn) != 0, ack = (segment.flags & kTcpAck) != 0;
    if (syn) client_is(ack ? segment.destination : segment.source);
    const bool up = is_from_client(segment);
    last = segment.at;
    if (syn && ack && !syn_ack) syn_ack = segment.at;
    if (syn && !ack) syns.push_back(segment.at);
    const auto once = [&](std::optional<FrameTime> &slot) {
        if (!slot) slot = segment.at;
    };
    if ((segment.flags & kTcpFin) != 0) once(up ? client_fin : server_fin);
    if ((segment.flags & kTcpRst) != 0) once(up ? client_reset : server_reset);
    (up ? from_client : from_server).add(segment);
    if (ack && (segment.flags & kTcpRst) == 0) (up ? from_server : from_client).acknowledged(segment.acknowledgement);
}

void Connection::add(const dissection::TlsRecord &record) {
    for (const auto &handshake : record.handshakes) {
        if (handshake.type == wire::kTlsClientHello) client_is(record.source);
        if (handshake.type == wire::kTlsServerHello) client_is(record.destination);
    }
    if (tls.size() < kTlsRecordsKept) {
        tls.push_back(record);
    } else {
        tls_records_dropped = true;
    }
}

void Connection::add(const dissection::CapfSeen &message) {
    client_is(message.from_server ? message.destination : message.source);
    capf.push_back(message);
}

void Connection::client_is(const Endpoint &endpoint) {
    if (sides_known) return;
    sides_known = true;
    if (client == endpoint) return;
    std::swap(client, server);
    std::swap(client_fin, server_fin);
    std::swap(client_reset, server_reset);
    std::swap(from_client, from_server);
}

}  // namespace capf::phones
