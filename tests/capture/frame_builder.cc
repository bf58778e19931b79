// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/capture/frame_builder.h"

#include <arpa/inet.h>

namespace capf::test {
namespace {

bool is_ipv6(const std::string &address) {
    return address.find(':') != std::string::npos;
}

std::string packed(const std::string &address) {
    std::string bytes(is_ipv6(address) ? 16 : 4, '\0');
    inet_pton(is_ipv6(address) ? AF_INET6 : AF_INET, address.c_str(), bytes.data());
    return bytes;
}

}  // namespace

std::string big16(std::uint32_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
}

std::string big32(std::uint32_t value) {
    return big16(value >> 16) + big16(value);
}

std::string tcp(const End &from, const End &to, std::uint8_t flags, std::uint32_t sequence,
                const std::string &payload) {
    return big16(from.port) + big16(to.port) + big32(sequence) + big32(1) + '\x50' + static_cast<char>(flags) +
           big16(8192) + big32(0) + payload;
}

std::string udp(const End &from, const End &to, const std::string &payload) {
    return big16(from.port) + big16(to.port) + big16(static_cast<std::uint32_t>(8 + payload.size())) + big16(0) +
           payload;
}

std::string ip(const End &from, const End &to, std::uint8_t protocol, const std::string &payload,
               std::uint16_t fragment, std::uint16_t id, const std::string &options) {
    const auto length = static_cast<std::uint32_t>(payload.size());
    if (is_ipv6(from.address)) {
        return big32(0x60000000) + big16(length + static_cast<std::uint32_t>(options.size())) +
               static_cast<char>(options.empty() ? protocol : std::uint8_t{60}) + '\x40' + packed(from.address) +
               packed(to.address) + options + payload;
    }
    const auto header = static_cast<std::uint32_t>(20 + options.size());
    return big16(0x4000 | header / 4 << 8) + big16(header + length) + big16(id) + big16(fragment) + '\x40' +
           static_cast<char>(protocol) + big16(0) + packed(from.address) + packed(to.address) + options + payload;
}

std::string ethernet(const std::string &packet, const std::string &tags) {
    const bool v6 = (static_cast<std::uint8_t>(packet[0]) >> 4) == 6;
    std::string frame = std::string(12, '\x02') + tags + big16(v6 ? 0x86DD : 0x0800) + packet;
    if (frame.size() < 60) frame.resize(60, '\0');
    return frame;
}

std::string tcp_frame(const End &from, const End &to, std::uint8_t flags, std::uint32_t sequence,
                      const std::string &payload) {
    return ethernet(ip(from, to, 6, tcp(from, to, flags, sequence, payload)));
}

std::string udp_frame(const End &from, const End &to, const std::string &payload) {
    return ethernet(ip(from, to, 17, udp(from, to, payload)));
}

}  // namespace capf::test
