// SPDX-License-Identifier: GPL-2.0-or-later
// One capture's packets, as far as they help to find them again in another capture of the same event.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/dissection/observation.h"

namespace capf::pair {

using dissection::Endpoint;
using dissection::FrameTime;
using dissection::PayloadPrint;

// A packet that must arrive to be of use: SYN, FIN, RST, payload, or TFTP. An acknowledgement alone is none.
// What a packet is, or carries: "HTTP GET" of a file, "TLS Client Hello", "TCP SYN".
struct PacketName {
    std::string label;  // of a fixed vocabulary
    std::string file;   // the file that is requested; empty without one
    friend bool operator==(const PacketName &, const PacketName &) = default;
};

struct Packet {
    FrameTime at;
    bool from_client = false;
    std::uint8_t flags = 0;      // TCP
    std::uint32_t sequence = 0;  // TCP
    PayloadPrint payload;
    std::uint16_t tftp_opcode = 0;  // 0: not TFTP
    std::uint32_t tftp_block = 0;
    std::uint8_t hop_limit = 0;         // of TCP; 0: not known
    std::uint64_t hardware_source = 0;  // Ethernet address; 0: not known
    std::vector<PacketName> what;       // what it carries, in order; empty for a piece of something

    [[nodiscard]] bool is_syn() const { return (flags & dissection::kTcpSyn) != 0; }
    [[nodiscard]] bool is_reset() const { return (flags & dissection::kTcpRst) != 0; }
    [[nodiscard]] bool is_fin() const { return (flags & dissection::kTcpFin) != 0; }
    [[nodiscard]] bool has_payload() const { return payload.length > 0; }
};

// A TCP connection, or a TFTP transfer.
struct Flow {
    bool tcp = true;
    Endpoint client, server;  // of TFTP: the server as the request named it, port 69
    std::vector<Packet> packets;
    // Highest sequence number that each side has acknowledged.
    std::optional<std::uint32_t> acknowledged_by_client, acknowledged_by_server;
};

class PacketLog {
public:
    // In the order of the capture.
    void add(const dissection::Observation &observation);
    [[nodiscard]] const std::vector<Flow> &flows() const { return flows_; }

private:
    void add(const dissection::TcpSegment &segment);
    void add(const dissection::TftpPacket &packet);
    void name(const dissection::Seen &seen, PacketName what);
    Flow &tcp_flow(const dissection::TcpSegment &segment);

    std::vector<Flow> flows_;
    // By both ends, the smaller first: the last connection between them. Not by Wireshark's stream, which begins anew
    // where a SYN, ACK was captured before its SYN.
    std::map<std::pair<Endpoint, Endpoint>, std::size_t> tcp_;
    std::map<Endpoint, std::size_t> tftp_;  // by the client's endpoint
};

}  // namespace capf::pair
