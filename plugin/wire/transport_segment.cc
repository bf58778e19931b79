// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/transport_segment.h"

#include <algorithm>
#include <array>

namespace capf::wire {

namespace {

constexpr std::size_t kDeepest = 256;  // of the header; deeper tunnels are not looked into
constexpr std::size_t kTcpHeader = 20;
constexpr std::size_t kUdpHeader = 8;

// Calls `read` with each place where the ports stand, until it accepts one.
template <typename Read>
auto at_ports(Bytes frame, PortPair ports, Read read) -> decltype(read(std::size_t{})) {
    const std::array<std::uint8_t, 4> wanted = {
        static_cast<std::uint8_t>(ports.source >> 8), static_cast<std::uint8_t>(ports.source),
        static_cast<std::uint8_t>(ports.destination >> 8), static_cast<std::uint8_t>(ports.destination)};
    const std::size_t last = std::min(frame.size(), kDeepest);
    for (std::size_t at = 0; at + wanted.size() <= last; ++at) {
        if (!std::equal(wanted.begin(), wanted.end(), frame.begin() + static_cast<std::ptrdiff_t>(at))) continue;
        if (auto found = read(at)) return found;
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

// RFC 791 (without options), RFC 8200.
std::optional<ReportedPacket> read_addresses(Bytes frame, std::size_t end) {
    constexpr std::size_t kHeader4 = 20, kAddress4 = 4, kHeader6 = 40, kAddress6 = 16;
    constexpr std::uint8_t kVersion4 = 0x45, kVersion6 = 6;
    const auto last = [&](std::size_t size) {
        return ReportedPacket{frame.subspan(end - 2 * size, size), frame.subspan(end - size, size)};
    };
    if (end >= kHeader4 && frame[end - kHeader4] == kVersion4) return last(kAddress4);
    if (end >= kHeader6 && frame[end - kHeader6] >> 4 == kVersion6) return last(kAddress6);
    return std::nullopt;
}

}  // namespace

std::optional<TcpSegment> find_tcp_segment(Bytes frame, PortPair ports) {
    return at_ports(frame, ports, [&](std::size_t at) { return read_tcp(frame.subspan(at)); });
}

std::optional<Bytes> find_udp_payload(Bytes frame, PortPair ports) {
    return at_ports(frame, ports, [&](std::size_t at) { return read_udp(frame.subspan(at)); });
}

std::optional<ReportedPacket> find_reported_packet(Bytes frame, PortPair ports) {
    return at_ports(frame, ports, [&](std::size_t at) { return read_addresses(frame, at); });
}

}  // namespace capf::wire
