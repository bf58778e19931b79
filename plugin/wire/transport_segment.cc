// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/transport_segment.h"

#include <algorithm>
#include <array>

namespace capf::wire {

namespace {

constexpr std::size_t kDeepest = 256;  // of the header; deeper tunnels are not looked into
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kUdpHeader = 8;

// Calls `read` with all bytes from each place on where the ports stand, until it accepts one.
template <typename Read>
auto at_ports(Bytes frame, PortPair ports, Read read) -> decltype(read(frame)) {
    const std::array<std::uint8_t, 4> wanted = {
        static_cast<std::uint8_t>(ports.source >> 8), static_cast<std::uint8_t>(ports.source),
        static_cast<std::uint8_t>(ports.destination >> 8), static_cast<std::uint8_t>(ports.destination)};
    const std::size_t last = std::min(frame.size(), kDeepest);
    for (std::size_t at = 0; at + wanted.size() <= last; ++at) {
        if (!std::equal(wanted.begin(), wanted.end(), frame.begin() + static_cast<std::ptrdiff_t>(at))) continue;
        if (auto found = read(frame.subspan(at))) return found;
    }
    return {};
}

std::optional<TcpSegment> read_tcp(Bytes bytes) {
    constexpr std::size_t kOffsetAt = 12, kFlagsAt = 13;
    if (bytes.size() < kTcpHeader) return std::nullopt;
    const std::size_t header = static_cast<std::size_t>(bytes[kOffsetAt] >> 4) * 4;
    if (header < kTcpHeader || header > bytes.size()) return std::nullopt;
    return TcpSegment{bytes[kFlagsAt], bytes.subspan(header)};
}

std::optional<Bytes> read_udp(Bytes bytes) {
    constexpr std::size_t kLengthAt = 4;
    if (bytes.size() < kUdpHeader) return std::nullopt;
    const std::size_t length = static_cast<std::size_t>(bytes[kLengthAt] << 8 | bytes[kLengthAt + 1]);
    if (length < kUdpHeader) return std::nullopt;
    return bytes.subspan(kUdpHeader, std::min(length, bytes.size()) - kUdpHeader);
}

}  // namespace

std::optional<TcpSegment> find_tcp_segment(Bytes frame, PortPair ports) {
    return at_ports(frame, ports, read_tcp);
}

std::optional<Bytes> find_udp_payload(Bytes frame, PortPair ports) {
    return at_ports(frame, ports, read_udp);
}

}  // namespace capf::wire
