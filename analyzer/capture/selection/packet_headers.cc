// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/packet_headers.h"

#include <algorithm>
#include <iterator>

namespace capf::capture {
namespace {

using Kind = PacketHeaders::Kind;

constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86DD, kMplsUnicast = 0x8847, kMplsMulticast = 0x8848,
                        kPppoeSession = 0x8864, kVlanTags[] = {0x8100, 0x88A8, 0x9100, 0x9200};
// EtherTypes that carry no IP packet (IEEE's public list): ARP, RARP, flow control, slow protocols, PPPoE discovery,
// EAPOL, LLDP, CFM, PTP, loopback, IPX, AppleTalk, AppleTalk ARP, PROFINET, HomePlug.
constexpr std::uint16_t kNoIp[] = {0x0806, 0x8035, 0x8808, 0x8809, 0x8863, 0x888E, 0x88CC, 0x8902,
                                   0x88F7, 0x9000, 0x8137, 0x809B, 0x80F3, 0x8892, 0x88E1, 0x8912};
// IP protocols that are not TCP or UDP and carry neither: IGMP, EGP, IGP, RSVP, ESP (without its keys), EIGRP, OSPF,
// PIM, VRRP, SCTP.
constexpr std::uint8_t kNoTransport[] = {2, 8, 9, 46, 50, 88, 89, 103, 112, 132};
constexpr std::uint8_t kIpv4InIp = 4, kIpv6InIp = 41, kAuthentication = 51, kNoNextHeader = 59;
constexpr int kMostLayers = 16;  // of tags, labels and headers, one inside the other

template <typename List, typename Number>
bool contains(const List &list, Number number) {
    return std::find(std::begin(list), std::end(list), number) != std::end(list);
}

// The place in the frame, and how much is captured behind it.
struct Cursor {
    const std::uint8_t *at;
    std::uint32_t left;

    bool skip(std::uint32_t bytes) {
        if (left < bytes) return false;
        at += bytes;
        left -= bytes;
        return true;
    }
    [[nodiscard]] bool has(std::uint32_t bytes) const { return left >= bytes; }
};

void read_transport(Cursor cursor, std::uint8_t protocol, PacketHeaders &headers) {
    headers.protocol = protocol;
    headers.transport = cursor.at;
    headers.transport_length = cursor.left;
    switch (protocol) {
        case kTcp:
        case kUdp:
            if (!cursor.has(4)) return;
            headers.source_port = network16(cursor.at);
            headers.destination_port = network16(cursor.at + 2);
            headers.kind = protocol == kTcp ? Kind::tcp : Kind::udp;
            return;
        case kIcmp:
            headers.kind = Kind::icmp;
            return;
        case kIcmpV6:
            headers.kind = Kind::icmpv6;
            return;
        default:
            headers.kind = contains(kNoTransport, protocol) ? Kind::no_ip : Kind::not_understood;
    }
}

// Fragments: the first one has the ports, the others only the datagram's number.
void note_fragment(std::uint32_t offset, bool more, std::uint32_t id, std::uint8_t protocol, PacketHeaders &headers) {
    headers.fragment_id = id;
    headers.protocol = protocol;
    headers.is_first_fragment = offset == 0 && more;
    if (offset != 0) headers.kind = Kind::later_fragment;
}

struct Next {
    std::uint8_t protocol = 0;
    bool go_on = false;
};

Next read_ipv4(Cursor &cursor, PacketHeaders &headers) {
    if (!cursor.has(20)) return {};
    const std::uint32_t header = (*cursor.at & 0x0FU) * 4U, total = network16(cursor.at + 2);
    if (header < 20 || !cursor.has(header) || (total != 0 && total < header)) return {};
    const std::uint16_t fragment = network16(cursor.at + 6);
    const Next next{cursor.at[9], true};
    headers.is_ipv6 = false;
    headers.addresses = cursor.at + 12;
    if (total != 0) cursor.left = std::min(cursor.left, total);
    note_fragment(fragment & 0x1FFFU, (fragment & 0x2000U) != 0, network16(cursor.at + 4), next.protocol, headers);
    cursor.skip(header);
    return next;
}

// Hop-by-hop, routing, destination options, fragment, authentication.
Next read_extension(Cursor &cursor, std::uint8_t kind, PacketHeaders &headers) {
    if (!cursor.has(8)) return {};
    constexpr std::uint8_t kFragment = 44;
    const Next next{*cursor.at, true};
    std::uint32_t length = (cursor.at[1] + 1U) * 8U;
    if (kind == kAuthentication) length = (cursor.at[1] + 2U) * 4U;
    if (kind == kFragment) {
        length = 8;
        const std::uint16_t fragment = network16(cursor.at + 2);
        note_fragment(fragment >> 3, (fragment & 1U) != 0, network32(cursor.at + 4), next.protocol, headers);
    }
    return cursor.skip(length) ? next : Next{};
}

bool is_extension(std::uint8_t protocol) {
    constexpr std::uint8_t kExtensions[] = {0, 43, 44, kAuthentication, 60, 135};
    return contains(kExtensions, protocol);
}

Next read_ipv6(Cursor &cursor, PacketHeaders &headers) {
    if (!cursor.has(40)) return {};
    const std::uint32_t payload = network16(cursor.at + 4);
    const Next next{cursor.at[6], true};
    headers.is_ipv6 = true;
    headers.addresses = cursor.at + 8;
    cursor.skip(40);
    if (payload != 0) cursor.left = std::min(cursor.left, payload);  // 0: a jumbogram, or offload
    return next;
}

void read_ip(Cursor cursor, PacketHeaders &headers) {
    Next next{kIpv4InIp, true};
    for (int layer = 0; layer < kMostLayers; ++layer) {
        if (next.protocol == kIpv4InIp || next.protocol == kIpv6InIp) {
            // A tunnel in fragments is not for us to put together.
            if (!cursor.has(1) || headers.is_first_fragment) return;
            const unsigned version = *cursor.at >> 4;
            if (version != 4 && version != 6) return;
            next = version == 4 ? read_ipv4(cursor, headers) : read_ipv6(cursor, headers);
        } else if (is_extension(next.protocol)) {
            next = read_extension(cursor, next.protocol, headers);
        } else {
            if (next.protocol == kNoNextHeader) headers.kind = Kind::no_ip;
            return next.protocol == kNoNextHeader ? void() : read_transport(cursor, next.protocol, headers);
        }
        if (!next.go_on || headers.kind == Kind::later_fragment) return;
    }
}

void read_mpls(Cursor cursor, PacketHeaders &headers) {
    for (int label = 0; label < kMostLayers && cursor.has(4); ++label) {
        const bool bottom = (cursor.at[2] & 1U) != 0;
        cursor.skip(4);
        if (bottom) return read_ip(cursor, headers);  // a pseudowire's control word is no IP version: not understood
    }
}

void read_pppoe(Cursor cursor, PacketHeaders &headers) {
    constexpr std::uint16_t kPppIpv4 = 0x0021, kPppIpv6 = 0x0057;
    constexpr std::uint32_t kPppoeHeader = 6;
    if (!cursor.skip(kPppoeHeader) || !cursor.has(2)) return;
    // Protocol-field compression leaves out a first byte of 0.
    const bool compressed = (*cursor.at & 1U) != 0;
    const std::uint16_t protocol = compressed ? *cursor.at : network16(cursor.at);
    cursor.skip(compressed ? 1 : 2);
    if (protocol == kPppIpv4 || protocol == kPppIpv6) return read_ip(cursor, headers);
    if (protocol >= 0x8000) headers.kind = Kind::no_ip;  // control protocols: LCP, IPCP, PAP, CHAP
}

void read_llc(Cursor cursor, PacketHeaders &headers);

void read_ethertype(Cursor cursor, std::uint16_t type, PacketHeaders &headers) {
    for (int tag = 0; tag < kMostLayers && contains(kVlanTags, type); ++tag) {
        if (!cursor.has(4)) return;
        type = network16(cursor.at + 2);
        cursor.skip(4);
    }
    constexpr std::uint16_t kLongestLength = 1500;
    if (type == kIpv4 || type == kIpv6) return read_ip(cursor, headers);
    if (type == kMplsUnicast || type == kMplsMulticast) return read_mpls(cursor, headers);
    if (type == kPppoeSession) return read_pppoe(cursor, headers);
    if (type <= kLongestLength) return read_llc(cursor, headers);
    if (contains(kNoIp, type)) headers.kind = Kind::no_ip;
}

// IEEE 802.2. IP is behind SNAP without an organisation; spanning tree, CDP, IS-IS are none of ours.
void read_llc(Cursor cursor, PacketHeaders &headers) {
    constexpr std::uint8_t kSnap = 0xAA, kSpanningTree = 0x42, kIsIs = 0xFE;
    constexpr std::uint32_t kCisco = 0x00000C;
    if (!cursor.has(8)) return;
    if (*cursor.at == kSpanningTree || *cursor.at == kIsIs) headers.kind = Kind::no_ip;
    if (*cursor.at != kSnap) return;
    const std::uint32_t owner = network32(cursor.at + 3) >> 8;
    const std::uint16_t type = network16(cursor.at + 6);
    if (owner == kCisco) headers.kind = Kind::no_ip;
    if (owner != 0 || type <= 1500) return;
    cursor.skip(8);
    read_ethertype(cursor, type, headers);
}

// An address family of BSD, in either byte order: 2 is IPv4; IPv6 has several numbers. The packet itself tells.
void read_loopback(Cursor cursor, PacketHeaders &headers) {
    if (cursor.skip(4)) read_ip(cursor, headers);
}

void read_cooked(Cursor cursor, std::uint32_t protocol_at, std::uint32_t header, PacketHeaders &headers) {
    if (!cursor.has(header)) return;
    const std::uint16_t type = network16(cursor.at + protocol_at);
    cursor.skip(header);
    if (type == 4) return read_llc(cursor, headers);  // LINUX_SLL_P_802_2
    if (type > 1500) read_ethertype(cursor, type, headers);
}

}  // namespace

void read_ip(const std::uint8_t *packet, std::uint32_t length, PacketHeaders &headers) {
    headers = {};
    read_ip(Cursor{packet, length}, headers);
}

void read_frame(const Record &record, PacketHeaders &headers) {
    headers = {};
    Cursor cursor{record.bytes, record.captured};
    switch (static_cast<LinkType>(record.link_type)) {
        case LinkType::ethernet:
            if (!cursor.has(14)) return;
            cursor.skip(14);
            return read_ethertype(cursor, network16(record.bytes + 12), headers);
        case LinkType::null:
        case LinkType::loop:
            return read_loopback(cursor, headers);
        case LinkType::raw:
        case LinkType::raw_bsd:
        case LinkType::raw_openbsd:
        case LinkType::ipv4:
        case LinkType::ipv6:
            return read_ip(cursor, headers);
        case LinkType::ppp_ether:
            return read_pppoe(cursor, headers);
        case LinkType::linux_sll:
            return read_cooked(cursor, 14, 16, headers);
        case LinkType::linux_sll2:
            return read_cooked(cursor, 0, 20, headers);
        case LinkType::ppp:
        case LinkType::ppp_hdlc:
            return;
    }
}

}  // namespace capf::capture
