// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/datagram_redactor.h"

#include <algorithm>

namespace capf::redact {
namespace {

constexpr std::uint16_t kReadRequest = 1, kWriteRequest = 2, kData = 3, kAck = 4, kError = 5, kOptionAck = 6;
constexpr std::size_t kTftpHeader = 4;

constexpr std::size_t kDhcpFixed = 236, kDhcpCookie = 4, kClientHardware = 28, kServerName = 44;
constexpr std::size_t kAddresses[] = {12, 16, 20, 24};  // ciaddr, yiaddr, siaddr, giaddr

// Masks, times, sizes, types and what is asked for (RFC 2132).
bool is_kept(std::uint8_t option) {
    constexpr std::uint8_t kKept[] = {1, 51, 52, 53, 55, 57, 58, 59};
    return std::find(std::begin(kKept), std::end(kKept), option) != std::end(kKept);
}

// Lists of addresses: router, name servers, requested, server, TFTP servers.
bool is_address_list(std::uint8_t option) {
    constexpr std::uint8_t kLists[] = {3, 4, 6, 28, 42, 50, 54, 150};
    return std::find(std::begin(kLists), std::end(kLists), option) != std::end(kLists);
}

void redact_option(const Pseudonyms &pseudonyms, std::uint8_t option, Payload value) {
    constexpr std::uint8_t kHostName = 12, kClientId = 61, kEthernet = 1;
    constexpr std::size_t kMac = 6, kIpv4 = 4;
    if (is_kept(option)) return;
    if (is_address_list(option) && value.size() % kIpv4 == 0) {
        for (std::size_t at = 0; at < value.size(); at += kIpv4) redact_ipv4_at(pseudonyms, value.data() + at);
    } else if (option == kClientId && value.size() == kMac + 1 && value[0] == kEthernet) {
        redact_mac_at(pseudonyms, value.data() + 1);
    } else if (option == kHostName) {
        const std::string name(value.begin(), value.end());
        const std::string device = pseudonyms.name(name);
        const std::string pseudonym = device.size() == name.size() ? device : pseudonyms.same_length(name);
        std::copy(pseudonym.begin(), pseudonym.end(), value.begin());
    } else {
        std::fill(value.begin(), value.end(), std::uint8_t{0});
    }
}

}  // namespace

void redact_ipv4_at(const Pseudonyms &pseudonyms, std::uint8_t *at) {
    Ipv4 address{};
    std::copy_n(at, address.size(), address.begin());
    address = pseudonyms.ipv4(address);
    std::copy(address.begin(), address.end(), at);
}

void redact_ipv6_at(const Pseudonyms &pseudonyms, std::uint8_t *at) {
    Ipv6 address{};
    std::copy_n(at, address.size(), address.begin());
    address = pseudonyms.ipv6(address);
    std::copy(address.begin(), address.end(), at);
}

void redact_mac_at(const Pseudonyms &pseudonyms, std::uint8_t *at) {
    Mac address{};
    std::copy_n(at, address.size(), address.begin());
    address = pseudonyms.mac(address);
    std::copy(address.begin(), address.end(), at);
}

std::size_t redact_tftp(const Pseudonyms &pseudonyms, Payload packet) {
    if (packet.size() < kTftpHeader || packet[0] != 0) return 0;
    const std::uint16_t opcode = packet[1];
    if (opcode == kData || opcode == kAck) return kTftpHeader;
    if (opcode == kOptionAck) return packet.size();
    const Payload text = packet.subspan(opcode == kError ? kTftpHeader : 2);
    if (opcode == kError) {
        const auto end = std::find(text.begin(), text.end(), std::uint8_t{0});
        std::fill(text.begin(), end, static_cast<std::uint8_t>('x'));
        return end == text.end() ? packet.size() : kTftpHeader + static_cast<std::size_t>(end - text.begin()) + 1;
    }
    if (opcode != kReadRequest && opcode != kWriteRequest) return 0;
    const auto end = std::find(text.begin(), text.end(), std::uint8_t{0});
    const std::string pseudonym = redact_file_name(pseudonyms, {text.begin(), end});
    std::copy(pseudonym.begin(), pseudonym.end(), text.begin());
    return packet.size();
}

std::size_t redact_dhcp(const Pseudonyms &pseudonyms, Payload message) {
    constexpr std::uint8_t kPad = 0, kEnd = 255;
    if (message.size() < kDhcpFixed + kDhcpCookie) return 0;
    for (const std::size_t at : kAddresses) redact_ipv4_at(pseudonyms, message.data() + at);
    redact_mac_at(pseudonyms, message.data() + kClientHardware);
    std::fill(message.begin() + kClientHardware + 6, message.begin() + kServerName, std::uint8_t{0});
    std::fill(message.begin() + kServerName, message.begin() + kDhcpFixed, std::uint8_t{0});
    std::size_t at = kDhcpFixed + kDhcpCookie;
    while (at + 1 < message.size() && message[at] != kEnd) {
        if (message[at] == kPad) {
            ++at;
            continue;
        }
        const std::size_t length = message[at + 1];
        if (at + 2 + length > message.size()) return at;
        redact_option(pseudonyms, message[at], message.subspan(at + 2, length));
        at += 2 + length;
    }
    return std::min(at + 1, message.size());
}

}  // namespace capf::redact
