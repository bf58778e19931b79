// SPDX-License-Identifier: GPL-2.0-or-later
// What a port says about a packet, decided with one look into a table.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace capf::capture {

// A set of ports that is small enough to stay in the first-level cache.
class PortSet {
public:
    [[nodiscard]] bool contains(std::uint16_t port) const { return (words_[port / 64] >> port % 64 & 1) != 0; }
    // Written only when that changes something.
    void insert(std::uint16_t port) {
        if (!contains(port)) words_[port / 64] |= std::uint64_t{1} << port % 64;
    }
    void insert_all(const PortSet &others) {
        std::transform(words_.begin(), words_.end(), others.words_.begin(), words_.begin(),
                       [](std::uint64_t a, std::uint64_t b) { return a | b; });
    }
    void clear() { words_.fill(0); }

private:
    std::array<std::uint64_t, 65536 / 64> words_{};
};

class PortTable {
public:
    static constexpr std::uint8_t kMatters = 1;     // everything on this port
    static constexpr std::uint8_t kSignalling = 2;  // SIP or SCCP
    static constexpr std::uint8_t kTunnel = 4;      // carries other packets
    static constexpr std::uint8_t kNames = 16;      // DNS: that of phones matters
    static constexpr std::uint8_t kLearnt = 8;      // some connection or endpoint on it matters: look which

    [[nodiscard]] std::uint8_t operator[](std::uint16_t port) const { return flags_[port]; }
    // Whether it has any flag: the quick question, which is asked of every packet.
    [[nodiscard]] bool is_special(std::uint16_t port) const { return special_.contains(port); }
    // True when that is new.
    bool set(std::uint16_t port, std::uint8_t flag) {
        if ((flags_[port] & flag) != 0) return false;
        flags_[port] = static_cast<std::uint8_t>(flags_[port] | flag);
        special_.insert(port);
        return true;
    }

private:
    PortSet special_;
    std::array<std::uint8_t, 65536> flags_{};
};

// What is known of the ports of both protocols.
struct PortTables {
    PortTable tcp, udp;
};

// Ports on which a packet was left out.
struct SkippedPorts {
    PortSet tcp, udp;

    void insert_all(const SkippedPorts &others) {
        tcp.insert_all(others.tcp);
        udp.insert_all(others.udp);
    }
    void clear() {
        tcp.clear();
        udp.clear();
    }
};

}  // namespace capf::capture
