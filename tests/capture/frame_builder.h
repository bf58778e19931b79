// SPDX-License-Identifier: GPL-2.0-or-later
// Builds frames for tests, from the inside to the outside.
#pragma once

#include <cstdint>
#include <string>

namespace capf::test {

struct End {
    std::string address;  // IPv4 or IPv6, numeric
    std::uint16_t port = 0;
};

[[nodiscard]] std::string tcp(const End &from, const End &to, std::uint8_t flags, std::uint32_t sequence,
                              const std::string &payload = {});
[[nodiscard]] std::string udp(const End &from, const End &to, const std::string &payload);
// An IP packet of the version that the addresses have. `fragment` is the 16 bits of flags and offset (IPv4 only).
[[nodiscard]] std::string ip(const End &from, const End &to, std::uint8_t protocol, const std::string &payload,
                             std::uint16_t fragment = 0, std::uint16_t id = 1, const std::string &options = {});
[[nodiscard]] std::string ethernet(const std::string &packet, const std::string &tags = {});

// TCP and UDP over IP over Ethernet.
[[nodiscard]] std::string tcp_frame(const End &from, const End &to, std::uint8_t flags, std::uint32_t sequence,
                                    const std::string &payload = {});
[[nodiscard]] std::string udp_frame(const End &from, const End &to, const std::string &payload);
[[nodiscard]] std::string big16(std::uint32_t value);
[[nodiscard]] std::string big32(std::uint32_t value);

inline constexpr std::uint8_t kSyn = 2, kAck = 16, kSynAck = 18;

}  // namespace capf::test
