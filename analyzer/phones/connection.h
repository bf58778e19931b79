// SPDX-License-Identifier: GPL-2.0-or-later
// One TCP connection as the capture shows it: who opened it, how it ended, what is missing from it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "analyzer/dissection/observation.h"
#include "analyzer/phones/byte_flow.h"

namespace capf::phones {

using dissection::Endpoint;

// Where a connection was lost or closed, by whom.
struct Connection {
    std::uint32_t stream = 0;
    Endpoint client, server;
    bool sides_known = false;  // false: which side is the client is only guessed from the ports
    FrameTime first, last;
    std::vector<FrameTime> syns;
    std::vector<FrameTime> syn_acks;
    std::optional<FrameTime> client_fin, server_fin, client_reset, server_reset;
    // The other side's FIN, where it acknowledges one of this side that the capture does not hold.
    std::optional<FrameTime> client_fin_answered, server_fin_answered;
    std::vector<FrameTime> unreachable;  // ICMP errors about it
    std::string unreachable_reporter;
    std::vector<dissection::Unreachable> too_big;  // its packets were dropped for their size; the first few
    ByteFlow from_client, from_server;
    std::vector<dissection::TlsRecord> tls;
    bool tls_records_dropped = false;  // there were more than are kept
    std::vector<dissection::CapfSeen> capf;
    std::vector<dissection::TvsSeen> tvs;
    // On a port of CAPF where neither TLS nor CAPF is spoken: the first bytes that either side sent, at most
    // dissection::kFirstBytes.
    std::string first_from_server, first_from_client;
    bool has_http = false;
    bool cut = false;                   // frames of it are shorter in the capture than they were on the wire
    std::vector<FrameTime> damaged;     // segments of the server's whose checksum is wrong; the first few
    std::uint64_t client_hardware = 0;  // Ethernet address of the client's frames; 0 when not known

    // The SYN was sent again, as after a second without an answer; frames that were captured twice do not count.
    [[nodiscard]] bool syn_repeated() const;
    [[nodiscard]] bool start_seen() const { return !syns.empty() || !syn_acks.empty(); }
    // The client has got the server's SYN, ACK: it acknowledged it, or the connection carried data. What was sent is
    // not what arrived.
    [[nodiscard]] bool established() const;
    // Something of the server's is in the capture.
    [[nodiscard]] bool server_heard() const {
        return !syn_acks.empty() || server_end() || from_server.captured() > 0 || from_client.any_acknowledged();
    }
    // Nothing is, although the client has its answer to the SYN: it sends data.
    [[nodiscard]] bool server_unheard() const { return !server_heard() && from_client.captured() > 0; }
    // The server answered the SYN, again and again, and nothing shows that the client got one of the answers.
    [[nodiscard]] bool answer_not_received() const;
    // A side's first FIN or RST, or the answer to it.
    [[nodiscard]] std::optional<FrameTime> client_end() const;
    [[nodiscard]] std::optional<FrameTime> server_end() const;
    // Who ended it first; neither while it is open.
    [[nodiscard]] bool client_ended_first() const;
    [[nodiscard]] bool server_ended_first() const { return server_end() && !client_ended_first(); }
    [[nodiscard]] bool ended() const { return client_fin || server_fin || client_reset || server_reset; }
    [[nodiscard]] bool lost_in_capture() const {
        return from_client.lost_in_capture() || from_server.lost_in_capture();
    }
    // When frames went by that must have been there and are not in the capture.
    [[nodiscard]] std::vector<Interval> losses() const;
    [[nodiscard]] bool is_from_client(const dissection::Seen &seen) const { return seen.source == client; }

    void add(const dissection::TcpSegment &segment);
    // The sender of `next` used the numbers since its last segment for other connections.
    void others_were_numbered(const dissection::Seen &next);
    void add(const dissection::TlsRecord &record);
    void add(const dissection::CapfSeen &message);
    // An ICMP error, if it is about this connection.
    void add(const dissection::Unreachable &error);
    // Corrects a guess about the sides once the content shows it.
    void client_is(const Endpoint &endpoint);
};

}  // namespace capf::phones
