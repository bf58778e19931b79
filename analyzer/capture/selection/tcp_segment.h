// SPDX-License-Identifier: GPL-2.0-or-later
// What the TCP header of a frame says, as far as it was captured.
#pragma once

#include "analyzer/capture/selection/packet_headers.h"

namespace capf::capture {

struct RawSegment {
    std::uint32_t sequence = 0;
    std::uint8_t flags = 0;
    const std::uint8_t *payload = nullptr;
    std::uint32_t length = 0;  // captured bytes of payload

    [[nodiscard]] bool opens() const { return (flags & 0x02U) != 0; }  // SYN, with or without ACK
    [[nodiscard]] bool ends() const { return (flags & 0x05U) != 0; }   // FIN or RST
    [[nodiscard]] bool is_first_syn() const { return (flags & 0x12U) == 0x02U; }
};

// False when the header was cut before the flags.
inline bool read_tcp(const PacketHeaders &headers, RawSegment &segment) {
    if (headers.transport_length < 14) return false;
    const std::uint8_t *header = headers.transport;
    const std::uint32_t length = (header[12] >> 4) * 4U;
    segment.sequence = network32(header + 4);
    segment.flags = header[13];
    segment.payload = header + length;
    segment.length = headers.transport_length > length ? headers.transport_length - length : 0;
    return true;
}

}  // namespace capf::capture
