// SPDX-License-Identifier: GPL-2.0-or-later
// Chooses the frames that matter, in one pass, by port before anything is looked up:
// - CAPF's ports: 3804, those that the user gave, and every phonePort that a configuration in the capture names;
// - HTTP on the ports of phone provisioning, and on any port where a payload begins like a request or an answer: the
//   whole connection, its SYN included;
// - TFTP: port 69, and then everything of the endpoint that asked; TVS (2445), HTTPS (6971, 6972), DHCP;
// - signalling connections that begin after their phone was seen in one of the above, the first frames of each, and
//   those that close or reset it; from the other signalling of these phones only how the server answered when they
//   registered, what was not answered, and their alarms; from that of unknown hosts only the first registration, and
//   the first refusal of one that said a phone's name, which makes it known;
// - DNS of addresses that were seen as phones' before, the first frames of each;
// - ICMP errors about these flows, and the fragments of these datagrams;
// - what is not understood here: tunnels, other link types, headers that the capture cut.
// Left out, and so invisible without --all-frames: TLS on other ports, even with keys for it.
#pragma once

#include <set>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/capture/selection/empty_segments.h"
#include "analyzer/capture/selection/fragment_tracker.h"
#include "analyzer/capture/selection/irrelevant_traffic.h"
#include "analyzer/capture/selection/port_table.h"
#include "analyzer/capture/selection/signalling_scan.h"
#include "analyzer/capture/selection/tcp_segment.h"

namespace capf::capture {

class FlowSelector {
public:
    explicit FlowSelector(const std::set<std::uint16_t> &capf_ports);

    // Whether the frame matters. Frames come in the order of the capture. Earlier frames that matter because of this
    // one are in earlier(), until the next call.
    bool matters(const Record &record, std::uint32_t number) {
        earlier_.clear();
        if (!record.is_packet) return false;
        PacketHeaders headers;
        read_headers(record, headers);
        return !IrrelevantTraffic(ports_).contains(headers, record, skipped_) && judge(headers, record, number);
    }
    [[nodiscard]] const std::vector<NumberedRecord> &earlier() const { return earlier_; }

    // A frame that was left out may matter by what was learnt after it: a second pass, with what is known now from its
    // beginning, chooses it. `time_steps_back`: the order of the capture is not that of time.
    [[nodiscard]] bool wants_second_pass(bool time_steps_back) const;
    void begin_second_pass();
    // Adds ports that were learnt elsewhere. True when a packet on one of them was left out.
    bool learn_capf_ports(const std::set<std::uint16_t> &ports);

    // What is known of the ports by now, and which of it was learnt on the way, in that order.
    [[nodiscard]] const PortTables &ports() const { return ports_; }
    struct LearntPort {
        bool udp = false;
        std::uint16_t port = 0;
    };
    [[nodiscard]] const std::vector<LearntPort> &learnt_ports() const { return learnt_; }
    // Whether matters() may learn a packet's own ports from it. All else that it learns of ports it reads in
    // configurations.
    [[nodiscard]] static bool may_learn_ports(const PacketHeaders &headers, const PortTables &ports);
    // Ports of packets that somebody else found to be irrelevant.
    void note_skipped(const SkippedPorts &skipped) { skipped_.insert_all(skipped); }

    // What signalling says of the phones that were seen provisioning, where the frame itself is not chosen.
    [[nodiscard]] std::vector<SignallingSeen> signalling() const { return signalling_scan_.of(clients_); }

    // For these phones it is from now on as if the capture began here. Their connections with `others` stay.
    void forget(const Hosts &phones, const Hosts &others);

private:
    bool judge(const PacketHeaders &headers, const Record &record, std::uint32_t number);
    bool decide(const PacketHeaders &headers, const Record &record, std::uint32_t number);
    bool tcp(const PacketHeaders &headers, const Record &record, std::uint32_t number);
    bool signalling_matters(const PacketHeaders &headers, const RawSegment &segment, const IpAddress &phone);
    bool signalling_on_its_port(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                                std::uint32_t number);
    void scan_signalling(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                         std::uint32_t number);
    bool scan_sip_datagram(const PacketHeaders &headers, const Record &record, std::uint32_t number);
    [[nodiscard]] bool is_phones(const PacketHeaders &headers) const {
        return clients_.contains(headers.source()) || clients_.contains(headers.destination());
    }
    bool other_tcp(const PacketHeaders &headers, const RawSegment &segment, const Record &record, std::uint32_t number);
    bool lookup_matters(const PacketHeaders &headers);
    bool udp(const PacketHeaders &headers, const Record &record, std::uint32_t number);
    bool is_tftp(const PacketHeaders &headers) const;
    bool icmp(const PacketHeaders &headers);
    bool quoted_flow_matters(const PacketHeaders &quoted);
    void learn_tcp(std::uint16_t port, std::uint8_t flag);
    void learn_connection(const PacketHeaders &headers, std::uint32_t sequence);
    void learn_tftp_client(const PacketHeaders &headers);
    void learn_from_payload(const std::uint8_t *payload, std::uint32_t length);
    void learn_clients(const PacketHeaders &headers);

    PortTables ports_;
    SkippedPorts skipped_;
    std::vector<LearntPort> learnt_;
    std::set<std::uint16_t> capf_ports_;
    std::unordered_set<FlowKey, HashKey> connections_;  // on ports that say nothing
    std::unordered_set<EndpointKey, HashKey> tftp_clients_;
    Hosts clients_;  // phones, as far as provisioning or a refused registration shows them
    EmptySegments empty_segments_;
    FragmentTracker fragments_;
    std::unordered_map<FlowKey, std::uint32_t, HashKey> signalling_;  // connections of phones: frames that still matter
    std::unordered_map<IpAddress, std::uint32_t, HashKey> lookups_;   // of phones: frames of DNS that were chosen
    SignallingScan signalling_scan_;
    std::vector<NumberedRecord> earlier_;
    bool second_pass_ = false;
    bool left_out_ = false;  // frames of what was learnt after them
    bool left_out_if_reordered_ = false;
};

}  // namespace capf::capture
