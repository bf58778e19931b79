// SPDX-License-Identifier: GPL-2.0-or-later
// Reads one dissected frame's tree into observations.
#pragma once

#include <set>
#include <vector>

#include "analyzer/dissection/field_table.h"
#include "analyzer/dissection/observation.h"
#include "plugin/wire/signalling.h"

struct _proto_node;
struct field_info;

namespace capf::dissection {

// What later frames are read with.
struct EarlierFrames {
    wire::SignallingReader signalling;
    std::set<Endpoint> tftp_clients;  // that asked for files, at most kMostTftpClients
};

// As an observation in this frame, with the phone as its source whoever sent it.
[[nodiscard]] Observation observation_of(const wire::SignallingEvent &event, const Seen &frame, const char *transport);

// Walks the tree in the order of the packet and turns runs of fields into records and messages. Made anew for each
// frame; addresses are the frame's innermost ones.
class TreeReader {
public:
    TreeReader(const FieldTable &fields, const Seen &frame, EarlierFrames &earlier, std::vector<Observation> &out)
        : fields_(fields), frame_(frame), earlier_(earlier), out_(out) {}

    void read(const _proto_node *root);
    // True when the frame carries an ICMP error: what else was seen in it belongs to the quoted packet.
    [[nodiscard]] bool quotes_a_packet() const { return icmp_.has_value(); }
    // Of the frame's TCP or UDP payload.
    [[nodiscard]] const PayloadPrint &payload() const { return payload_; }
    // IPv4's identification; 0 where there is none.
    [[nodiscard]] std::uint16_t ip_id() const { return ip_id_; }
    [[nodiscard]] std::uint8_t hop_limit() const { return hop_limit_; }
    // What was captured of it, unless there are records of TLS in it; as long as the frame's tree.
    [[nodiscard]] wire::Bytes payload_bytes() const { return any_tls_ ? wire::Bytes() : payload_bytes_; }

private:
    void visit(Field field, const field_info *info);
    bool visit_icmp(Field field, const field_info *info);
    void visit_tls(Field field, const field_info *info);
    void visit_tls_handshake(Field field, const field_info *info);
    void visit_http(Field field, const field_info *info);
    void visit_tftp(Field field, const field_info *info);
    void visit_signalling(Field field, const field_info *info);
    void visit_dhcp(Field field, const field_info *info);
    void visit_dns(Field field, const field_info *info);
    void finish();
    void finish_tls();
    void finish_http();
    void finish_tftp();
    void read_tftp_of_another_address();
    void finish_dhcp();
    void finish_dns();

    const FieldTable &fields_;
    const Seen &frame_;
    EarlierFrames &earlier_;
    std::vector<Observation> &out_;
    std::optional<Unreachable> icmp_;
    std::optional<TlsRecord> tls_;
    bool supported_version_seen_ = false;
    std::optional<HttpMessage> http_;
    std::optional<TftpPacket> tftp_;
    std::string tftp_option_;
    std::uint16_t ip_id_ = 0;
    std::uint8_t hop_limit_ = 0;
    std::uint32_t udp_length_ = 0;
    PayloadPrint payload_;
    wire::Bytes payload_bytes_;
    bool any_tftp_ = false;
    bool any_tls_ = false;
    NameLookup lookup_;
    bool any_dns_ = false, dns_is_answer_ = false, dns_is_truncated_ = false;
    AddressLease lease_;
    unsigned dhcp_message_ = 0;
};

}  // namespace capf::dissection
