// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/packet_numbers.h"

#include "plugin/wire/ports.h"

namespace capf::phones {

void PacketNumbers::add(const dissection::TcpSegment &segment, Connection &connection) {
    const bool from_client = connection.is_from_client(segment);
    Client &client = clients_[from_client ? segment.source.address : segment.destination.address];
    if (from_client) count(client, segment, segment.ip_id, segment.length);
    if (segment.ip_id == 0) return;
    Last &last = from_client ? client.last : client.servers[segment.source.address];
    const bool next = segment.ip_id == static_cast<std::uint16_t>(last.id + 1);
    if (next && last.stream != segment.stream) connection.others_were_numbered(segment);
    last = {segment.stream, segment.ip_id};
}

void PacketNumbers::add(const dissection::Datagram &datagram) {
    // Not every packet of signalling is dissected: pass() takes those that say something.
    if (datagram.source.port == wire::kSipPort || datagram.destination.port == wire::kSipPort) return;
    count(clients_[datagram.source.address], datagram, datagram.ip_id, 0);
}

void PacketNumbers::pass(const dissection::Seen &seen) {
    const auto client = clients_.find(seen.source.address);
    if (client != clients_.end() && client->second.frame != seen.at.frame) client->second.counter.pause();
}

std::vector<MissingPackets> PacketNumbers::missing(const std::string &address) const {
    const auto client = clients_.find(address);
    return client == clients_.end() ? std::vector<MissingPackets>() : client->second.counter.missing();
}

void PacketNumbers::count(Client &client, const dissection::Seen &seen, std::uint16_t id, std::uint32_t length) {
    if (id == 0) client.counter.pause();
    client.counter.count(id, length, seen.at);
    client.frame = seen.at.frame;
}

}  // namespace capf::phones
