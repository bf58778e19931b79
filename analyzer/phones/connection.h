// SPDX-License-Identifier: GPL-2.0-or-later
// One TCP connection as the capture shows it: who opened it, how it ended, what is missing from it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "analyzer/dissection/observation.h"

namespace capf::phones {

using dissection::Endpoint;
using dissection::FrameTime;

// The bytes of one direction: which were captured, which the other side acknowledged.
class ByteFlow {
public:
    void add(const dissection::TcpSegment &segment);
    void acknowledged(std::uint32_t sequence);

    // Payload bytes captured, each counted once.
    [[nodiscard]] std::uint64_t captured() const;
    // The other side acknowledged bytes that the capture does not hold, or frames are cut: not the network lost them.
    [[nodiscard]] bool lost_in_capture() const;

private:
    std::int64_t unwrap(std::uint32_t sequence);
    void insert(std::int64_t begin, std::int64_t end);

    bool cut_ = false;
    bool started_ = false;
    std::uint32_t base_ = 0;
    std::int64_t highest_ = 0;
    std::int64_t first_ = -1;  // where the flow begins, relative to base_
    std::int64_t acknowledged_ = -1;
    std::uint64_t captured_ = 0;
    std::map<std::int64_t, std::int64_t> ranges_;  // begin -> end, apart from each other
};

// Where a connection was lost or closed, by whom.
struct Connection {
    std::uint32_t stream = 0;
    Endpoint client, server;
    bool sides_known = false;  // false: which side is the client is only guessed from the ports
    FrameTime first, last;
    std::vector<FrameTime> syns;
    std::optional<FrameTime> syn_ack;
    std::optional<FrameTime> client_fin, server_fin, client_reset, server_reset;
    std::vector<FrameTime> unreachable;  // ICMP errors about it
    std::string unreachable_reporter;
    ByteFlow from_client, from_server;
    std::vector<dissection::TlsRecord> tls;
    bool tls_records_dropped = false;  // there were more than are kept
    std::vector<dissection::CapfSeen> capf;
    std::vector<dissection::TvsSeen> tvs;
    bool has_http = false;
    bool cut = false;                   // frames of it are shorter in the capture than they were on the wire
    std::uint64_t client_hardware = 0;  // Ethernet address of the client's frames; 0 when not known

    [[nodiscard]] bool start_seen() const { return !syns.empty() || syn_ack.has_value(); }
    [[nodiscard]] bool established() const {
        return syn_ack.has_value() || from_client.captured() > 0 || from_server.captured() > 0;
    }
    [[nodiscard]] bool ended() const { return client_fin || server_fin || client_reset || server_reset; }
    [[nodiscard]] bool lost_in_capture() const {
        return from_client.lost_in_capture() || from_server.lost_in_capture();
    }
    [[nodiscard]] bool is_from_client(const dissection::Seen &seen) const { return seen.source == client; }

    void add(const dissection::TcpSegment &segment);
    void add(const dissection::TlsRecord &record);
    void add(const dissection::CapfSeen &message);
    // Corrects a guess about the sides once the content shows it.
    void client_is(const Endpoint &endpoint);
};

}  // namespace capf::phones
