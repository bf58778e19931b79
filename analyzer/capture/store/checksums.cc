// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/store/checksums.h"

#include "analyzer/capture/selection/packet_headers.h"

namespace capf::capture {
namespace {

// The sum of 16-bit words that all these checksums are made of. Two at once fold to the same. [RFC 1071]
std::uint64_t sum(const std::uint8_t *bytes, std::uint32_t length) {
    std::uint64_t total = 0;
    for (; length >= 4; bytes += 4, length -= 4) total += network32(bytes);
    for (; length >= 2; bytes += 2, length -= 2) total += network16(bytes);
    return length == 0 ? total : total + static_cast<std::uint64_t>(*bytes << 8);
}

std::uint16_t folded(std::uint64_t total) {
    while (total > 0xFFFF) total = (total & 0xFFFF) + (total >> 16);
    return static_cast<std::uint16_t>(total);
}

constexpr std::uint16_t kRight = 0xFFFF;  // of everything that is covered, with the checksum

bool is_wrong_header(const PacketHeaders &headers) {
    if (headers.is_ipv6) return false;
    const std::uint8_t *ip = headers.addresses - 12;
    const std::uint32_t length = (*ip & 0x0FU) * 4U;
    if (network16(ip + 10) == 0) return false;  // left to the card
    return folded(sum(ip, length)) != kRight;
}

bool is_wrong_transport(const PacketHeaders &headers) {
    const bool tcp = headers.kind == PacketHeaders::Kind::tcp;
    const std::uint32_t at = tcp ? 16 : 6, length = headers.transport_length;
    if (length < at + 2 || headers.is_first_fragment) return false;
    if (!tcp && network16(headers.transport + 4) != length) return false;
    const std::uint16_t checksum = network16(headers.transport + at);
    if (checksum == 0) return false;
    const std::uint64_t addresses = sum(headers.addresses, headers.is_ipv6 ? 32 : 8) + headers.protocol;
    if (checksum == folded(addresses + length) || checksum == folded(addresses)) return false;
    return folded(addresses + length + sum(headers.transport, length)) != kRight;
}

}  // namespace

bool has_wrong_checksum(const Record &record) {
    PacketHeaders headers;
    read_frame(record, headers);
    if (headers.kind != PacketHeaders::Kind::tcp && headers.kind != PacketHeaders::Kind::udp) return false;
    if (is_wrong_header(headers)) return true;
    return record.captured >= record.on_the_wire && is_wrong_transport(headers);
}

}  // namespace capf::capture
