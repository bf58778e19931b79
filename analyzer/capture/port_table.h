// SPDX-License-Identifier: GPL-2.0-or-later
// What a port says about a packet, decided with one look into a table.
#pragma once

#include <array>
#include <cstdint>

namespace capf::capture {

class PortTable {
public:
    static constexpr std::uint8_t kMatters = 1;     // everything on this port
    static constexpr std::uint8_t kSignalling = 2;  // SIP or SCCP
    static constexpr std::uint8_t kTunnel = 4;      // carries other packets
    static constexpr std::uint8_t kLearnt = 8;      // some connection or endpoint on it matters: look which
    static constexpr std::uint8_t kSkipped = 16;    // a packet on it was left out

    [[nodiscard]] std::uint8_t operator[](std::uint16_t port) const { return flags_[port]; }
    void set(std::uint16_t port, std::uint8_t flag) { flags_[port] = static_cast<std::uint8_t>(flags_[port] | flag); }
    // Written only when that changes something: the table stays in the caches of both cores.
    void skipped(std::uint16_t port) {
        if ((flags_[port] & kSkipped) == 0) set(port, kSkipped);
    }
    void forget_skipped() {
        for (std::uint8_t &flags : flags_) flags = static_cast<std::uint8_t>(flags & ~kSkipped);
    }

private:
    std::array<std::uint8_t, 65536> flags_{};
};

}  // namespace capf::capture
