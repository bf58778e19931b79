// SPDX-License-Identifier: GPL-2.0-or-later
// The traffic of a voice network, packet by packet: 70 % RTP, 10 % SIP, 10 % SCCP, 5 % TLS of PCs, 5 % DNS, ARP, NTP
// and spanning tree, of 3,000 phones. Made from a fixed seed: the same number gives the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/capture_writer.h"

namespace capf::bench {

class VoiceNetwork {
public:
    explicit VoiceNetwork(CaptureWriter &out);
    // Writes the next packet, at `time` (microseconds since 1970).
    void next(std::uint64_t time);

private:
    struct Address {
        std::uint32_t ip = 0;
        std::uint16_t port = 0;
    };
    struct Stream {  // one direction of a call
        Address from, to;
        std::uint16_t sequence = 0;
        std::uint32_t timestamp = 0, source = 0, left = 0;
    };
    struct Connection {
        Address client, server;
        std::uint32_t client_sequence = 0, server_sequence = 0;
        std::uint32_t left = 0;  // messages until it is replaced
        enum class State : std::uint8_t { fresh, syn, syn_ack, open, client_owes_ack, server_owes_ack } state{};
    };
    struct Message {
        Address from, to;
        std::string text;
    };

    std::uint32_t random();
    std::uint32_t random(std::uint32_t below) { return random() % below; }
    void fill_random(std::uint8_t *to, std::uint32_t length);

    void rtp();
    void sip();
    void sccp();
    void tls();
    void other();
    void new_call(Stream &one, Stream &other);
    void new_tls(Connection &connection);
    // True when the connection had a handshake or an acknowledgement to send, which went out instead of data.
    bool handshake_or_ack(Connection &connection);
    void data(Connection &connection, bool up, const std::uint8_t *payload, std::uint32_t length);
    void udp(const Address &from, const Address &to, const std::uint8_t *payload, std::uint32_t length);
    void tcp(const Address &from, const Address &to, std::uint32_t sequence, std::uint32_t acknowledged,
             std::uint8_t flags, const std::uint8_t *payload, std::uint32_t length);
    std::uint8_t *ip_header(const Address &from, const Address &to, std::uint8_t protocol, std::uint32_t length);
    void send(std::uint32_t length);

    CaptureWriter &out_;
    std::uint64_t state_ = 88172645463325252ULL, time_ = 0;
    std::array<std::uint8_t, 2048> frame_{};
    std::uint16_t ip_id_ = 1;
    std::uint32_t calls_ = 0;
    std::size_t next_stream_ = 0, next_message_ = 0;
    std::vector<Stream> streams_;
    std::vector<Connection> sccp_, sip_, tls_;
    std::vector<Message> call_setup_;
};

}  // namespace capf::bench
