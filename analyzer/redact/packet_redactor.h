// SPDX-License-Identifier: GPL-2.0-or-later
// Frames without names and addresses.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/redact/stream_redactor.h"

namespace capf::redact {

// What was done to the frames.
struct PacketRedactionCounts {
    std::uint32_t cut = 0;     // frames of which bytes were cut off
    std::uint32_t zeroed = 0;  // frames of TLS, whose content is zeroed
};

// Takes the frames of a capture in their order. Ethernet, SLL, loopback and raw IP are understood, with VLAN tags, ARP,
// IPv4, IPv6, fragments' headers, ICMP errors with what they quote, TCP and UDP. Addresses get their pseudonyms and
// IPv4 headers a right checksum; of payloads stays what StreamRedactor's and DatagramRedactor's rules let stay. From
// where a frame is not understood it is cut off: what stays in it is known to hold no original.
class PacketRedactor {
public:
    PacketRedactor(const Pseudonyms &pseudonyms, std::set<std::uint16_t> capf_ports)
        : pseudonyms_(pseudonyms), capf_ports_(std::move(capf_ports)) {}

    // `link_type` is a LINKTYPE_ number. Makes `frame` shorter where it cuts.
    void redact(std::uint16_t link_type, std::vector<std::uint8_t> &frame);

    [[nodiscard]] const PacketRedactionCounts &counts() const { return counts_; }

private:
    // All give how many bytes of what they get may stay.
    std::size_t link(std::uint16_t link_type, Payload frame);
    std::size_t ethernet(Payload frame);
    std::size_t cooked(Payload frame, std::size_t header, std::size_t length_at, std::size_t address_at,
                       std::size_t protocol_at);
    std::size_t network(std::uint16_t ether_type, Payload packet);
    std::size_t arp(Payload packet) const;
    std::size_t ip(Payload packet, bool quoted);
    std::size_t ipv4(Payload packet, bool quoted);
    std::size_t ipv6(Payload packet, bool quoted);
    std::size_t transport(std::uint8_t protocol, Payload segment, const std::string &addresses, bool quoted);
    std::size_t tcp(Payload segment, const std::string &addresses);
    std::size_t tcp_payload(std::uint32_t sequence, std::uint16_t from, std::uint16_t to, Payload payload,
                            const std::string &flow);
    std::size_t udp(Payload datagram, const std::string &addresses);
    std::size_t icmp(Payload message, bool version6);

    const Pseudonyms &pseudonyms_;
    std::set<std::uint16_t> capf_ports_;
    std::map<std::string, TlsRedactor> tls_;  // by addresses and ports, in the direction of the frame
    std::set<std::string> tftp_clients_;      // address and port
    PacketRedactionCounts counts_;
};

}  // namespace capf::redact
