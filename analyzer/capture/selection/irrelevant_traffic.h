// SPDX-License-Identifier: GPL-2.0-or-later
// Recognises irrelevant traffic, which is most of a capture: frames that do not matter, and from which nothing is to be
// learnt but that a packet on their ports was left out. Looks at one frame and the tables alone, so that it may run in
// any order and in any thread; everything else is for FlowSelector to judge, frame by frame.
#pragma once

#include <algorithm>
#include <array>

#include "analyzer/capture/selection/empty_segments.h"
#include "analyzer/capture/selection/port_table.h"
#include "analyzer/capture/selection/signalling_scan.h"
#include "analyzer/capture/selection/tcp_segment.h"
#include "plugin/wire/ports.h"

namespace capf::capture {

// The first four bytes of a request, or of an answer.
inline bool begins_http(const RawSegment &segment) {
    if (segment.length < 4) return false;
    constexpr auto word = [](const char(&text)[5]) {
        return static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[0])) << 24 |
               static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[1])) << 16 |
               static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[2])) << 8 |
               static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[3]));
    };
    constexpr std::array kBeginnings = {word("GET "), word("HTTP"), word("POST"), word("HEAD"), word("PUT "),
                                        word("OPTI"), word("DELE"), word("TRAC"), word("CONN"), word("PROP"),
                                        word("PATC"), word("NOTI"), word("SUBS")};
    // All of them are capital letters: that leaves little of what is encrypted.
    if (static_cast<std::uint8_t>(*segment.payload - 'A') > 'Z' - 'A') return false;
    return std::find(kBeginnings.begin(), kBeginnings.end(), network32(segment.payload)) != kBeginnings.end();
}

inline bool is_sccp(const PacketHeaders &headers) {
    return headers.source_port == wire::kSccpPort || headers.destination_port == wire::kSccpPort;
}

class IrrelevantTraffic {
public:
    // The tables must not change while this lives.
    explicit IrrelevantTraffic(const PortTables &ports) : ports_(ports) {}

    // `headers` are those of `record`. Notes the packet's ports, if it has any, in `skipped` when it is irrelevant.
    bool contains(const PacketHeaders &headers, const Record &record, SkippedPorts &skipped) const {
        if (headers.is_first_fragment) return false;
        switch (headers.kind) {
            case PacketHeaders::Kind::udp:
                return is_irrelevant_udp(headers) && note(headers, skipped.udp);
            case PacketHeaders::Kind::tcp:
                return is_irrelevant_tcp(headers, record) && note(headers, skipped.tcp);
            case PacketHeaders::Kind::icmp:
            case PacketHeaders::Kind::icmpv6:
                return !is_icmp_error(headers);
            case PacketHeaders::Kind::no_ip:  // ARP, spanning tree …: nothing of ours can be inside
                return true;
            case PacketHeaders::Kind::later_fragment:
            case PacketHeaders::Kind::not_understood:
                break;
        }
        return false;
    }

private:
    static bool note(const PacketHeaders &headers, PortSet &skipped) {
        skipped.insert(headers.source_port);
        skipped.insert(headers.destination_port);
        return true;
    }

    [[nodiscard]] bool is_irrelevant_udp(const PacketHeaders &headers) const {
        constexpr std::uint32_t kHeader = 8;
        if (ports_.udp.is_special(headers.source_port) || ports_.udp.is_special(headers.destination_port)) return false;
        return headers.transport_length <= kHeader ||
               !may_be_sip_of_interest(headers.transport + kHeader, headers.transport_length - kHeader);
    }

    [[nodiscard]] bool is_irrelevant_tcp(const PacketHeaders &headers, const Record &record) const {
        RawSegment segment;
        if (!read_tcp(headers, segment)) return false;
        if (ports_.tcp.is_special(headers.source_port) || ports_.tcp.is_special(headers.destination_port)) {
            const unsigned source = ports_.tcp[headers.source_port], destination = ports_.tcp[headers.destination_port];
            if (((source | destination) & PortTable::kMatters) != 0) return false;
            if ((source & destination & PortTable::kLearnt) != 0) return false;
            if (((source | destination) & PortTable::kSignalling) != 0)
                return is_irrelevant_signalling(headers, segment);
            if (((source | destination) & PortTable::kNames) != 0) return false;
        }
        if (segment.length == 0) return record.captured > EmptySegments::kLongest;
        return !may_be_sip_of_interest(segment.payload, segment.length) && !begins_http(segment);
    }

    static bool is_irrelevant_signalling(const PacketHeaders &headers, const RawSegment &segment) {
        if (segment.opens()) return false;
        if (segment.length == 0) return true;
        return !may_be_sip_of_interest(segment.payload, segment.length) &&
               (!is_sccp(headers) || !may_be_sccp_of_interest(segment.payload, segment.length));
    }

    const PortTables &ports_;
};

}  // namespace capf::capture
