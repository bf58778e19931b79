// SPDX-License-Identifier: GPL-2.0-or-later
// The headers of one frame down to the ports, from its raw bytes: what deciding about a frame needs, and no more.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "analyzer/capture/formats/byte_order.h"
#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

inline constexpr std::uint8_t kIcmp = 1, kTcp = 6, kUdp = 17, kIcmpV6 = 58;
inline constexpr std::uint32_t kIcmpHeader = 8;  // bytes

// An IP address; an IPv4 address as IPv6 maps it.
struct IpAddress {
    std::uint64_t high = 0, low = 0;  // as in memory
    friend bool operator==(const IpAddress &, const IpAddress &) = default;
};

struct PacketHeaders {
    enum class Kind : std::uint8_t {
        not_understood,  // tunnels, unknown protocols, headers that the capture cut: for epan to look at
        no_ip,           // ARP, spanning tree, discovery, routing protocols …: nothing of ours can be inside
        tcp,
        udp,
        icmp,
        icmpv6,
        later_fragment,  // of a datagram whose first fragment has the ports
    };
    Kind kind = Kind::not_understood;
    bool is_ipv6 = false;
    bool is_first_fragment = false;           // more fragments follow
    std::uint8_t protocol = 0;                // of the transport, in fragments as well
    std::uint32_t fragment_id = 0;            // of fragments
    const std::uint8_t *addresses = nullptr;  // source, then destination
    const std::uint8_t *transport = nullptr;  // the transport header's first byte, with its ports captured
    std::uint32_t transport_length = 0;       // captured bytes from there to the end of the IP packet
    std::uint16_t source_port = 0, destination_port = 0;

    [[nodiscard]] IpAddress source() const { return address(0); }
    [[nodiscard]] IpAddress destination() const { return address(1); }

private:
    [[nodiscard]] IpAddress address(std::size_t which) const {
        if (is_ipv6) {
            return {number_at<std::uint64_t>(addresses + which * 16, false),
                    number_at<std::uint64_t>(addresses + which * 16 + 8, false)};
        }
        constexpr std::uint64_t kMapped = std::endian::native == std::endian::little ? 0xFFFF0000ULL : 0xFFFFULL << 32;
        const std::uint64_t v4 = number_at<std::uint32_t>(addresses + which * 4, false);
        return {0, std::endian::native == std::endian::little ? v4 << 32 | kMapped : kMapped | v4};
    }
};

// UDP ports of tunnels that Wireshark opens: VXLAN, VXLAN (Linux), GENEVE, GTP-U, CAPWAP data, L2TP, Teredo, GRE in
// UDP, TZSP, LISP data, MPLS in UDP.
inline constexpr std::uint16_t kTunnelPorts[] = {4789, 8472, 6081, 2152, 5247, 1701, 3544, 4754, 37008, 4341, 6635};

inline bool is_tunnel_port(std::uint16_t port) {
    return std::find(std::begin(kTunnelPorts), std::end(kTunnelPorts), port) != std::end(kTunnelPorts);
}

// Reads an IP packet of `length` captured bytes. Also for what an ICMP error quotes.
void read_ip(const std::uint8_t *packet, std::uint32_t length, PacketHeaders &headers);

// Reads a frame of any link type. See read_headers() for many of them.
void read_frame(const Record &record, PacketHeaders &headers);

// Of ICMP: it quotes the packet that it is about. Types 3 and 11, and 1 to 4 of ICMPv6.
inline bool is_icmp_error(const PacketHeaders &headers) {
    if (headers.transport_length <= kIcmpHeader) return false;
    const std::uint8_t type = *headers.transport;
    return headers.kind == PacketHeaders::Kind::icmpv6 ? type >= 1 && type <= 4 : type == 3 || type == 11;
}

// read_frame() for nearly all frames of nearly all captures, and false for those that it does not take: TCP or UDP over
// IPv4 without options and fragments, over Ethernet with at most two VLAN tags.
inline bool read_common_frame(const Record &record, PacketHeaders &headers) {
    constexpr std::uint32_t kEthernet = 14, kTag = 4, kIpv4Header = 20, kPorts = 8;
    const std::uint8_t *frame = record.bytes;
    if (record.link_type != static_cast<std::uint16_t>(LinkType::ethernet) ||
        record.captured < kEthernet + 2 * kTag + kIpv4Header + kPorts) {
        return false;
    }
    std::uint32_t at = kEthernet;
    std::uint16_t type = network16(frame + 12);
    for (int tags = 0; tags < 2 && (type == 0x8100 || type == 0x88A8); ++tags, at += kTag)
        type = network16(frame + at + 2);
    const std::uint8_t *ip = frame + at;
    if (type != 0x0800 || *ip != 0x45 || (network16(ip + 6) & 0x3FFFU) != 0) return false;
    const std::uint8_t protocol = ip[9];
    if (protocol != kUdp && protocol != kTcp) return false;
    const std::uint32_t there = record.captured - at, total = network16(ip + 2);
    headers.kind = protocol == kUdp ? PacketHeaders::Kind::udp : PacketHeaders::Kind::tcp;
    headers.is_ipv6 = headers.is_first_fragment = false;
    headers.protocol = protocol;
    headers.addresses = ip + 12;
    headers.transport = ip + kIpv4Header;
    // A total length of 0 is segmentation offload's: the packet goes to the end of the frame.
    headers.transport_length = (total != 0 && total < there ? total : there) - kIpv4Header;
    headers.source_port = network16(ip + kIpv4Header);
    headers.destination_port = network16(ip + kIpv4Header + 2);
    return total == 0 || total >= kIpv4Header + kPorts;
}

// Whose Ethernet address is in a frame of Ethernet, as the sender's.
inline std::uint64_t ethernet_source(const Record &record) {
    return static_cast<std::uint64_t>(network16(record.bytes + 6)) << 32 | network32(record.bytes + 8);
}

inline void read_headers(const Record &record, PacketHeaders &headers) {
    if (!read_common_frame(record, headers)) read_frame(record, headers);
}

}  // namespace capf::capture
