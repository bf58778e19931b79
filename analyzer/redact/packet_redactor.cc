// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/packet_redactor.h"

#include <algorithm>

#include "analyzer/redact/datagram_redactor.h"

namespace capf::redact {
namespace {

// LINKTYPE_ numbers.
constexpr std::uint16_t kNull = 0, kEthernet = 1, kRaw = 101, kLoop = 108, kSll = 113, kRawIpv4 = 228, kRawIpv6 = 229,
                        kSll2 = 276;
constexpr std::uint16_t kTypeIpv4 = 0x0800, kTypeArp = 0x0806, kTypeVlan = 0x8100, kTypeIpv6 = 0x86DD,
                        kTypeProviderVlan = 0x88A8;
constexpr std::uint8_t kIcmp = 1, kTcp = 6, kUdp = 17, kFragment = 44, kIcmp6 = 58;
constexpr std::size_t kMac = 6;

std::uint16_t u16(Payload bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t u32(Payload bytes, std::size_t at) {
    return static_cast<std::uint32_t>(u16(bytes, at)) << 16 | u16(bytes, at + 2);
}

std::string text_of(Payload bytes) {
    return {bytes.begin(), bytes.end()};
}

// RFC 1071, over a header whose own sum is zero.
std::uint16_t checksum(Payload header) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at + 1 < header.size(); at += 2) sum += u16(header, at);
    while (sum >> 16 != 0) sum = (sum & 0xFFFFU) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

void put16(Payload bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace

void PacketRedactor::redact(std::uint16_t link_type, std::vector<std::uint8_t> &frame) {
    const std::size_t stays = std::min(link(link_type, frame), frame.size());
    if (stays < frame.size()) ++counts_.cut;
    frame.resize(stays);
}

std::size_t PacketRedactor::link(std::uint16_t link_type, Payload frame) {
    constexpr std::size_t kFamily = 4;
    switch (link_type) {
        case kEthernet:
            return ethernet(frame);
        case kRaw:
        case kRawIpv4:
        case kRawIpv6:
            return ip(frame, false);
        case kNull:
        case kLoop:
            return frame.size() < kFamily ? 0 : kFamily + ip(frame.subspan(kFamily), false);
        case kSll:
            return cooked(frame, 16, 5, 6, 14);
        case kSll2:
            return cooked(frame, 20, 11, 12, 0);
        default:
            return 0;
    }
}

std::size_t PacketRedactor::ethernet(Payload frame) {
    constexpr std::size_t kHeader = 14, kTag = 4;
    if (frame.size() < kHeader) return 0;
    redact_mac_at(pseudonyms_, frame.data());
    redact_mac_at(pseudonyms_, frame.data() + kMac);
    std::size_t at = kHeader;
    std::uint16_t type = u16(frame, at - 2);
    while ((type == kTypeVlan || type == kTypeProviderVlan) && frame.size() >= at + kTag) {
        at += kTag;
        type = u16(frame, at - 2);
    }
    return at + network(type, frame.subspan(at));
}

// Linux' cooked captures: an address of up to eight bytes.
std::size_t PacketRedactor::cooked(Payload frame, std::size_t header, std::size_t length_at, std::size_t address_at,
                                   std::size_t protocol_at) {
    constexpr std::size_t kAddress = 8;
    if (frame.size() < header) return 0;
    if (frame[length_at] == kMac) {
        redact_mac_at(pseudonyms_, frame.data() + address_at);
        std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(address_at + kMac), kAddress - kMac, std::uint8_t{0});
    } else {
        std::fill_n(frame.begin() + static_cast<std::ptrdiff_t>(address_at), kAddress, std::uint8_t{0});
    }
    return header + network(u16(frame, protocol_at), frame.subspan(header));
}

std::size_t PacketRedactor::network(std::uint16_t ether_type, Payload packet) {
    if (ether_type == kTypeIpv4 || ether_type == kTypeIpv6) return ip(packet, false);
    return ether_type == kTypeArp ? arp(packet) : 0;
}

std::size_t PacketRedactor::arp(Payload packet) const {
    constexpr std::size_t kLength = 28;
    constexpr std::uint8_t kEthernetAndIpv4[] = {0, 1, 8, 0, 6, 4};
    if (packet.size() < kLength ||
        !std::equal(std::begin(kEthernetAndIpv4), std::end(kEthernetAndIpv4), packet.begin())) {
        return 0;
    }
    redact_mac_at(pseudonyms_, packet.data() + 8);
    redact_ipv4_at(pseudonyms_, packet.data() + 14);
    redact_mac_at(pseudonyms_, packet.data() + 18);
    redact_ipv4_at(pseudonyms_, packet.data() + 24);
    return kLength;
}

std::size_t PacketRedactor::ip(Payload packet, bool quoted) {
    if (packet.empty()) return 0;
    const int version = packet[0] >> 4;
    return version == 4 ? ipv4(packet, quoted) : version == 6 ? ipv6(packet, quoted) : 0;
}

std::size_t PacketRedactor::ipv4(Payload packet, bool quoted) {
    constexpr std::size_t kFixed = 20, kChecksum = 10, kSource = 12, kDestination = 16;
    constexpr std::uint8_t kNoOperation = 1;
    if (packet.size() < kFixed) return 0;
    const std::size_t header = static_cast<std::size_t>(packet[0] & 15U) * 4;
    if (header < kFixed || header > packet.size()) return 0;
    const std::string addresses = text_of(packet.subspan(kSource, 8));
    redact_ipv4_at(pseudonyms_, packet.data() + kSource);
    redact_ipv4_at(pseudonyms_, packet.data() + kDestination);
    // Options may record a route.
    std::fill(packet.begin() + kFixed, packet.begin() + static_cast<std::ptrdiff_t>(header), kNoOperation);
    put16(packet, kChecksum, 0);
    put16(packet, kChecksum, checksum(packet.first(header)));
    if ((u16(packet, 6) & 0x1FFFU) != 0) return header;  // a later fragment
    const std::size_t total = std::max<std::size_t>(u16(packet, 2), header);
    const std::size_t inside = quoted || u16(packet, 2) == 0 ? packet.size() : std::min(total, packet.size());
    const std::size_t stays = header + transport(packet[9], packet.subspan(header, inside - header), addresses, quoted);
    if (stays < inside || inside == packet.size()) return stays;
    std::fill(packet.begin() + static_cast<std::ptrdiff_t>(inside), packet.end(),
              std::uint8_t{0});  // Ethernet's padding
    return packet.size();
}

std::size_t PacketRedactor::ipv6(Payload packet, bool quoted) {
    constexpr std::size_t kFixed = 40, kSource = 8, kDestination = 24, kFragmentHeader = 8;
    if (packet.size() < kFixed) return 0;
    const std::string addresses = text_of(packet.subspan(kSource, 32));
    redact_ipv6_at(pseudonyms_, packet.data() + kSource);
    redact_ipv6_at(pseudonyms_, packet.data() + kDestination);
    std::uint8_t protocol = packet[6];
    std::size_t header = kFixed;
    if (protocol == kFragment && packet.size() >= kFixed + kFragmentHeader) {
        protocol = packet[kFixed];
        header += kFragmentHeader;
        if ((u16(packet, kFixed + 2) & 0xFFF8U) != 0) return header;
    }
    // Other headers (routing, options) may hold addresses: what is behind IPv6's own is cut off.
    return header + transport(protocol, packet.subspan(header), addresses, quoted);
}

std::size_t PacketRedactor::transport(std::uint8_t protocol, Payload segment, const std::string &addresses,
                                      bool quoted) {
    constexpr std::size_t kPorts = 8;  // ports, and a sequence number or length
    if (quoted) return protocol == kTcp || protocol == kUdp ? std::min(kPorts, segment.size()) : 0;
    switch (protocol) {
        case kTcp:
            return tcp(segment, addresses);
        case kUdp:
            return udp(segment, addresses);
        case kIcmp:
            return icmp(segment, false);
        case kIcmp6:
            return icmp(segment, true);
        default:
            return 0;
    }
}

// The checksum was over other addresses: it is left out, as by a card that computes it.
std::size_t PacketRedactor::tcp(Payload segment, const std::string &addresses) {
    constexpr std::size_t kFixed = 20, kChecksum = 16;
    if (segment.size() < kFixed) return 0;
    const std::size_t header = static_cast<std::size_t>(segment[12] >> 4) * 4;
    if (header < kFixed || header > segment.size()) return 0;
    put16(segment, kChecksum, 0);
    const std::string flow = addresses + text_of(segment.first(4));
    return header + tcp_payload(u32(segment, 4), u16(segment, 0), u16(segment, 2), segment.subspan(header), flow);
}

std::size_t PacketRedactor::tcp_payload(std::uint32_t sequence, std::uint16_t from, std::uint16_t to, Payload payload,
                                        const std::string &flow) {
    if (payload.empty()) return 0;
    if (TextMessageRedactor::begins_message(payload)) return TextMessageRedactor(pseudonyms_).redact(payload);
    const auto known = tls_.find(flow);
    if (known != tls_.end() || TlsRedactor::begins_record(payload)) {
        tls_.try_emplace(flow, pseudonyms_).first->second.redact(sequence, payload);
        ++counts_.zeroed;
        return payload.size();
    }
    const bool capf = capf_ports_.contains(from) || capf_ports_.contains(to);
    return capf && redact_capf_message(pseudonyms_, payload) ? payload.size() : 0;
}

std::size_t PacketRedactor::udp(Payload datagram, const std::string &addresses) {
    constexpr std::size_t kHeader = 8, kChecksum = 6;
    constexpr std::uint16_t kDhcpServer = 67, kDhcpClient = 68, kTftp = 69, kSip = 5060;
    if (datagram.size() < kHeader) return 0;
    put16(datagram, kChecksum, 0);
    const std::uint16_t from = u16(datagram, 0), to = u16(datagram, 2);
    const Payload payload = datagram.subspan(kHeader);
    const std::string source = addresses.substr(0, addresses.size() / 2), destination = addresses.substr(source.size());
    const std::string sender = source + text_of(datagram.first(2));
    const std::string receiver = destination + text_of(datagram.subspan(2, 2));
    if (to == kTftp) tftp_clients_.insert(sender);
    if (to == kTftp || tftp_clients_.contains(sender) || tftp_clients_.contains(receiver)) {
        return kHeader + redact_tftp(pseudonyms_, payload);
    }
    const bool dhcp = from == kDhcpServer || from == kDhcpClient || to == kDhcpServer || to == kDhcpClient;
    if (dhcp) return kHeader + redact_dhcp(pseudonyms_, payload);
    if (from == kSip || to == kSip) return kHeader + TextMessageRedactor(pseudonyms_).redact(payload);
    return kHeader;
}

// Errors keep what they quote, up to the ports; of other messages (redirects, neighbours) the first word stays.
std::size_t PacketRedactor::icmp(Payload message, bool version6) {
    constexpr std::size_t kHeader = 8, kWord = 4;
    if (message.size() < kHeader) return 0;
    put16(message, 2, 0);
    const std::uint8_t type = message[0];
    const bool error = version6 ? type >= 1 && type <= 4 : type == 3 || type == 11;
    return error ? kHeader + ip(message.subspan(kHeader), true) : kWord;
}

}  // namespace capf::redact
