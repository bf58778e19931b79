// SPDX-License-Identifier: GPL-2.0-or-later
// The TCP or UDP header in the bytes of a frame whose ports are known, whatever stands before it (VLANs, tunnels, any
// link layer). For those who get a whole frame and no place in it.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

struct PortPair {
    std::uint16_t source;
    std::uint16_t destination;
};

// TCP flags (RFC 9293).
inline constexpr std::uint8_t kTcpFin = 0x01;
inline constexpr std::uint8_t kTcpSyn = 0x02;
inline constexpr std::uint8_t kTcpRst = 0x04;
inline constexpr std::uint8_t kTcpAck = 0x10;

struct TcpSegment {
    std::uint8_t flags;
    Bytes payload;  // with the padding of a short Ethernet frame, as far as it was captured
};

// The first place within the first 256 bytes that reads as a header with these ports; nothing when there is none.
[[nodiscard]] std::optional<TcpSegment> find_tcp_segment(Bytes frame, PortPair ports);
// The payload behind a UDP header with these ports, as far as it was captured.
[[nodiscard]] std::optional<Bytes> find_udp_payload(Bytes frame, PortPair ports);

// Whose packet an ICMP error reports: the addresses, as bytes, in the IP header right before a TCP or UDP header with
// these ports.
struct ReportedPacket {
    Bytes source, destination;
};
[[nodiscard]] std::optional<ReportedPacket> find_reported_packet(Bytes frame, PortPair ports);

}  // namespace capf::wire
