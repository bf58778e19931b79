// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers (IP identifications) of the packets that hosts send, over all their connections.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/phones/connection.h"
#include "analyzer/phones/packet_counter.h"

namespace capf::phones {

// Takes packets in time order.
class PacketNumbers {
public:
    // Before the connection itself takes the segment: a host that numbers all its packets leaves numbers out in each
    // connection, and the connection is told so. Of a server's packets only those to one client are compared: where a
    // capture is judged in parts, no others are there.
    void add(const dissection::TcpSegment &segment, Connection &connection);
    void add(const dissection::Datagram &datagram);
    // A packet that was not dissected down to its number: signalling, blocks of files.
    void pass(const dissection::Seen &seen);

    // Where packets of this host, which sent as a client, are missing from the capture.
    [[nodiscard]] std::vector<MissingPackets> missing(const std::string &address) const;

private:
    struct Last {
        std::uint32_t stream = 0;
        std::uint16_t id = 0;
    };
    struct Client {
        static constexpr int kEstablished = 12;
        PacketCounter counter{kEstablished};
        std::uint32_t frame = 0;              // that was counted last
        Last last;                            // over TCP
        std::map<std::string, Last> servers;  // what each of them sent to this client, likewise
    };

    static void count(Client &client, const dissection::Seen &seen, std::uint16_t id, std::uint32_t length);

    std::map<std::string, Client> clients_;  // by address
};

}  // namespace capf::phones
