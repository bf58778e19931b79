// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/packet_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "plugin/wire/ports.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::pair {
namespace {

using namespace dissection;

// Sequence numbers wrap: `b` is later when it lies less than half the space ahead.
bool later(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(b - a) > 0;
}

void keep_highest(std::optional<std::uint32_t> &slot, std::uint32_t acknowledgement) {
    if (!slot || later(*slot, acknowledgement)) slot = acknowledgement;
}

std::string handshake_name(std::uint8_t type) {
    switch (type) {
        case wire::kTlsClientHello:
            return "TLS Client Hello";
        case wire::kTlsServerHello:
            return "TLS Server Hello";
        case wire::kTlsCertificate:
            return "TLS Certificate";
        case wire::kTlsClientKeyExchange:
            return "TLS Client Key Exchange";
        default:
            return "TLS handshake";
    }
}

PacketName name_of(const TlsRecord &record) {
    switch (record.content_type) {
        case wire::kTlsHandshakeRecord:
            return {record.handshakes.empty() ? "TLS handshake" : handshake_name(record.handshakes.front().type), ""};
        case wire::kTlsAlert:
            return {"TLS Alert", ""};
        case wire::kTlsChangeCipherSpec:
            return {"TLS Change Cipher Spec", ""};
        default:
            return {"TLS Application Data", ""};
    }
}

// Methods that a phone uses; what else stands there may be anything.
std::string method_of(const HttpMessage &message) {
    return message.method == "GET" || message.method == "HEAD" || message.method == "PUT" ? message.method : "request";
}

PacketName name_of(const HttpMessage &message) {
    if (!message.is_request) return {fmt::format("HTTP {}", message.status), ""};
    return {"HTTP " + method_of(message), message.target};
}

PacketName name_of(const TftpPacket &packet) {
    switch (packet.opcode) {
        case kTftpReadRequest:
            return {"TFTP read request", packet.file_name};
        case kTftpData:
            return {fmt::format("TFTP data block {}", packet.block), ""};
        case kTftpAck:
            return {fmt::format("TFTP acknowledgement {}", packet.block), ""};
        case kTftpError:
            return {fmt::format("TFTP error {}", packet.error_code), ""};
        case kTftpOptionAck:
            return {"TFTP option acknowledgement", ""};
        default:
            return {fmt::format("TFTP opcode {}", packet.opcode), ""};
    }
}

std::pair<Endpoint, Endpoint> ends_of(const Seen &seen) {
    return std::minmax(seen.source, seen.destination);
}

// The ports are used again: the flow has a SYN already, and it was another one.
bool opens_anew(const Flow &flow, const TcpSegment &syn) {
    const auto first = std::find_if(flow.packets.begin(), flow.packets.end(),
                                    [](const Packet &packet) { return packet.from_client && packet.is_syn(); });
    return first != flow.packets.end() && first->sequence != syn.sequence;
}

}  // namespace

void PacketLog::add(const Observation &observation) {
    if (const auto *segment = std::get_if<TcpSegment>(&observation)) add(*segment);
    if (const auto *packet = std::get_if<TftpPacket>(&observation)) add(*packet);
    if (const auto *record = std::get_if<TlsRecord>(&observation)) name(*record, name_of(*record));
    if (const auto *message = std::get_if<HttpMessage>(&observation)) name(*message, name_of(*message));
}

Flow &PacketLog::tcp_flow(const TcpSegment &segment) {
    const bool syn = (segment.flags & kTcpSyn) != 0, ack = (segment.flags & kTcpAck) != 0;
    const auto [at, fresh] = tcp_.try_emplace(ends_of(segment), flows_.size());
    if (!fresh && !(syn && !ack && opens_anew(flows_[at->second], segment))) return flows_[at->second];
    at->second = flows_.size();
    Flow &flow = flows_.emplace_back();
    // Without a SYN the lower port is the server's: phones connect from high ones.
    const bool from_server = syn ? ack : segment.source.port < segment.destination.port;
    flow.client = from_server ? segment.destination : segment.source;
    flow.server = from_server ? segment.source : segment.destination;
    return flow;
}

void PacketLog::add(const TcpSegment &segment) {
    Flow &flow = tcp_flow(segment);
    const bool from_client = segment.source == flow.client;
    if ((segment.flags & kTcpAck) != 0 && (segment.flags & kTcpRst) == 0) {
        keep_highest(from_client ? flow.acknowledged_by_client : flow.acknowledged_by_server, segment.acknowledgement);
    }
    if (segment.length == 0 && (segment.flags & (kTcpSyn | kTcpFin | kTcpRst)) == 0) return;
    Packet &packet = flow.packets.emplace_back();
    packet.at = segment.at;
    packet.from_client = from_client;
    packet.flags = segment.flags;
    packet.sequence = segment.sequence;
    packet.hop_limit = segment.hop_limit;
    packet.hardware_source = segment.hardware_source;
    packet.payload = segment.payload;
    packet.payload.length = segment.length;
}

void PacketLog::add(const TftpPacket &packet) {
    const bool request = packet.opcode == kTftpReadRequest;
    const bool from_client = request || tftp_.contains(packet.source);
    const Endpoint &client = from_client ? packet.source : packet.destination;
    const Endpoint &server = from_client ? packet.destination : packet.source;
    auto at = tftp_.find(client);
    // A request that repeats an unanswered one belongs to it; after an answer it begins a transfer of its own.
    const bool answered =
        at != tftp_.end() && flows_[at->second].packets.size() > 1 && !flows_[at->second].packets.back().from_client;
    if (at == tftp_.end() || (request && answered)) {
        at = tftp_.insert_or_assign(client, flows_.size()).first;
        Flow &flow = flows_.emplace_back();
        flow.tcp = false;
        flow.client = client;
        flow.server = {server.address, wire::kTftpPort};
    }
    Packet &one = flows_[at->second].packets.emplace_back();
    one.at = packet.at;
    one.from_client = from_client;
    one.payload = packet.payload;
    one.hardware_source = packet.hardware_source;
    one.tftp_opcode = packet.opcode;
    one.tftp_block = packet.block;
    one.what = {name_of(packet)};
}

void PacketLog::name(const Seen &seen, PacketName what) {
    const auto at = tcp_.find(ends_of(seen));
    if (at == tcp_.end() || flows_[at->second].packets.empty()) return;
    Packet &packet = flows_[at->second].packets.back();
    if (packet.at.frame != seen.at.frame) return;
    packet.what.push_back(std::move(what));
}

}  // namespace capf::pair
