// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/connection.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "plugin/wire/tls_numbers.h"

namespace capf::phones {
namespace {

bool is_before(const FrameTime &a, const FrameTime &b) {
    return std::tie(a.time, a.frame) < std::tie(b.time, b.frame);
}

std::optional<FrameTime> earlier(const std::optional<FrameTime> &a, const std::optional<FrameTime> &b) {
    if (!a || !b) return a ? a : b;
    return is_before(*a, *b) ? a : b;
}

// A CAPF session has some twenty records; this bounds what a busy HTTPS connection may take.
constexpr std::size_t kTlsRecordsKept = 512;
constexpr std::size_t kSynsKept = 64;
constexpr std::size_t kExamples = 64;

void keep_first_bytes(const dissection::TcpSegment &segment, std::string &kept) {
    if (!kept.empty()) return;  // the first segment with payload tells
    const std::size_t length = std::min(dissection::kFirstBytes, segment.bytes.size());
    kept.assign(reinterpret_cast<const char *>(segment.bytes.data()), length);
}

}  // namespace

void Connection::add(const dissection::TcpSegment &segment) {
    using namespace dissection;
    const bool syn = (segment.flags & kTcpSyn) != 0, ack = (segment.flags & kTcpAck) != 0;
    if (syn) client_is(ack ? segment.destination : segment.source);
    const bool up = is_from_client(segment);
    last = segment.at;
    if (syn && syns.size() + syn_acks.size() < kSynsKept) (ack ? syn_acks : syns).push_back(segment.at);
    const auto once = [&](std::optional<FrameTime> &slot) {
        if (!slot) slot = segment.at;
    };
    if ((segment.flags & kTcpFin) != 0) once(up ? client_fin : server_fin);
    if ((segment.flags & kTcpRst) != 0) once(up ? client_reset : server_reset);
    if (segment.damaged && !up && damaged.size() < kExamples) damaged.push_back(segment.at);
    keep_first_bytes(segment, up ? first_from_client : first_from_server);
    (up ? from_client : from_server).add(segment);
    if (!ack || (segment.flags & kTcpRst) != 0) return;
    ByteFlow &other = up ? from_server : from_client;
    other.acknowledged(segment.acknowledgement, segment.at);
    const bool is_answered = (segment.flags & kTcpFin) != 0 && other.fin_acknowledged();
    if (is_answered && !(up ? server_fin : client_fin)) once(up ? server_fin_answered : client_fin_answered);
}

void Connection::others_were_numbered(const dissection::Seen &next) {
    (is_from_client(next) ? from_client : from_server).others_were_numbered();
}

bool Connection::syn_repeated() const {
    constexpr std::int64_t kShortest = 200'000'000;  // nanoseconds; RFC 6298 asks for a second, some stacks take less
    return syns.size() >= 2 && syns.back().time - syns.front().time >= kShortest;
}

bool Connection::established() const {
    // A server that opens the connection in the capture's eyes only is taken at its word: it sent data, or its single
    // SYN, ACK may have been answered after the capture ended.
    if (from_client.captured() > 0 || from_server.captured() > 0 || from_server.any_acknowledged()) return true;
    return !syn_acks.empty() && !answer_not_received();
}

bool Connection::answer_not_received() const {
    const bool anything_else =
        from_client.captured() > 0 || from_server.captured() > 0 || from_server.any_acknowledged();
    return syn_acks.size() >= 2 && !anything_else;
}

std::vector<Interval> Connection::losses() const {
    std::vector<Interval> lost = from_client.losses();
    const std::vector<Interval> more = from_server.losses();
    lost.insert(lost.end(), more.begin(), more.end());
    for (const ByteFlow *flow : {&from_client, &from_server}) {
        const std::vector<Interval> skipped = flow->skipped();
        lost.insert(lost.end(), skipped.begin(), skipped.end());
    }
    // One of the three segments that open a connection is missing between the others.
    const bool went_on = from_client.captured() > 0 || from_server.captured() > 0;
    if (!syns.empty() && syn_acks.empty() && went_on) lost.push_back({syns.front().time, last.time});
    if (syns.empty() && !syn_acks.empty()) lost.push_back({syn_acks.front().time, syn_acks.front().time});
    return lost;
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

void Connection::add(const dissection::Unreachable &error) {
    const bool up = client == error.source && server == error.destination;
    const bool down = client == error.destination && server == error.source;
    if (error.too_big) {
        if ((up || down) && too_big.size() < kExamples) too_big.push_back(error);
    } else if (up) {
        unreachable.push_back(error.at);
        unreachable_reporter = error.reporter;
    }
}

std::optional<FrameTime> Connection::client_end() const {
    return earlier(earlier(client_fin, client_reset), client_fin_answered);
}

std::optional<FrameTime> Connection::server_end() const {
    return earlier(earlier(server_fin, server_reset), server_fin_answered);
}

bool Connection::client_ended_first() const {
    const auto by_client = client_end(), by_server = server_end();
    // What a FIN answers came before it.
    if (by_client && by_server && by_client->frame == by_server->frame) return client_fin_answered.has_value();
    return by_client && (!by_server || is_before(*by_client, *by_server));
}

void Connection::client_is(const Endpoint &endpoint) {
    if (sides_known) return;
    sides_known = true;
    if (client == endpoint) return;
    std::swap(client, server);
    std::swap(client_fin, server_fin);
    std::swap(client_fin_answered, server_fin_answered);
    std::swap(client_reset, server_reset);
    std::swap(from_client, from_server);
    std::swap(first_from_client, first_from_server);
}

}  // namespace capf::phones
