// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/flow_selector.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "plugin/wire/ports.h"

namespace capf::capture {
namespace {

using Kind = PacketHeaders::Kind;

constexpr std::uint16_t kProvisioning[] = {wire::kHttpFilesPort, wire::kHttpsFilesPort, wire::kSecondHttpsFilesPort,
                                           wire::kTvsPort};
constexpr std::uint16_t kSignalling[] = {wire::kSipPort, wire::kSipTlsPort, wire::kSccpPort, wire::kSccpTlsPort};
constexpr std::uint16_t kDhcp[] = {wire::kDhcpServerPort, wire::kDhcpClientPort, wire::kDhcpV6ClientPort,
                                   wire::kDhcpV6ServerPort};

}  // namespace

FlowSelector::FlowSelector(const std::set<std::uint16_t> &capf_ports) {
    for (const std::uint16_t port : kProvisioning) ports_.tcp.set(port, PortTable::kMatters);
    for (const std::uint16_t port : kSignalling) ports_.tcp.set(port, PortTable::kSignalling);
    for (const std::uint16_t port : kDhcp) ports_.udp.set(port, PortTable::kMatters);
    for (const std::uint16_t port : kTunnelPorts) ports_.udp.set(port, PortTable::kTunnel);
    ports_.udp.set(wire::kTftpPort, PortTable::kMatters);
    ports_.udp.set(wire::kDnsPort, PortTable::kNames);
    ports_.tcp.set(wire::kDnsPort, PortTable::kNames);
    learn_capf_ports(capf_ports);
}

bool FlowSelector::learn_capf_ports(const std::set<std::uint16_t> &ports) {
    bool skipped = false;
    for (const std::uint16_t port : ports) {
        if (port == 0 || !capf_ports_.insert(port).second) continue;
        skipped |= skipped_.tcp.contains(port);
        learn_tcp(port, PortTable::kMatters);
    }
    left_out_ |= skipped;
    return skipped;
}

bool FlowSelector::wants_second_pass(bool time_steps_back) const {
    return !second_pass_ && (left_out_ || (left_out_if_reordered_ && time_steps_back));
}

void FlowSelector::begin_second_pass() {
    second_pass_ = true;
    left_out_ = left_out_if_reordered_ = false;
    skipped_.clear();
    // Whose connection a signalling connection is, is judged at its beginning: as in the first pass.
    clients_.clear();
    empty_segments_.clear();
    fragments_ = {};
    signalling_.clear();
    lookups_.clear();
    signalling_scan_ = {};
}

void FlowSelector::forget(const Hosts &phones, const Hosts &others) {
    const auto is_forgotten = [&](const FlowKey &flow) {
        const bool stays = others.contains(flow.one.address) || others.contains(flow.other.address);
        return !stays && (phones.contains(flow.one.address) || phones.contains(flow.other.address));
    };
    std::erase_if(clients_, [&](const IpAddress &one) { return phones.contains(one); });
    std::erase_if(lookups_, [&](const auto &one) { return phones.contains(one.first); });
    std::erase_if(tftp_clients_, [&](const EndpointKey &one) { return phones.contains(one.address); });
    std::erase_if(connections_, is_forgotten);
    std::erase_if(signalling_, [&](const auto &one) { return is_forgotten(one.first); });
    signalling_scan_.forget(phones);
}

void FlowSelector::learn_tcp(std::uint16_t port, std::uint8_t flag) {
    if (ports_.tcp.set(port, flag)) learnt_.push_back({false, port});
}

bool FlowSelector::may_learn_ports(const PacketHeaders &headers, const PortTables &ports) {
    if (headers.kind == Kind::udp) return headers.destination_port == wire::kTftpPort;
    RawSegment segment;
    if (headers.kind != Kind::tcp || !read_tcp(headers, segment)) return false;
    const auto flags = static_cast<unsigned>(ports.tcp[headers.source_port] | ports.tcp[headers.destination_port]);
    if ((flags & PortTable::kMatters) != 0) return false;
    // Ports of a message that goes on in the next segment, too.
    if (may_be_sip_of_interest(segment.payload, segment.length)) return true;
    return (flags & PortTable::kSignalling) != 0 ? segment.opens() || is_sccp(headers) : begins_http(segment);
}

// What is not plainly irrelevant.
bool FlowSelector::judge(const PacketHeaders &headers, const Record &record, std::uint32_t number) {
    const bool result = decide(headers, record, number);
    if (headers.is_first_fragment && headers.kind != Kind::not_understood) {
        const auto released = fragments_.decided(headers, result);
        earlier_.insert(earlier_.end(), released.begin(), released.end());
    }
    return result;
}

bool FlowSelector::decide(const PacketHeaders &headers, const Record &record, std::uint32_t number) {
    switch (headers.kind) {
        case Kind::udp:
            return udp(headers, record, number);
        case Kind::tcp:
            return tcp(headers, record, number);
        case Kind::icmp:
        case Kind::icmpv6:
            return icmp(headers);
        case Kind::later_fragment:
            if (headers.protocol != kTcp && headers.protocol != kUdp && headers.protocol != kIcmp) return true;
            return fragments_.later(headers, record, number);
        case Kind::no_ip:
            return false;
        case Kind::not_understood:
            break;
    }
    return true;
}

bool FlowSelector::tcp(const PacketHeaders &headers, const Record &record, std::uint32_t number) {
    const auto flags = static_cast<unsigned>(ports_.tcp[headers.source_port] | ports_.tcp[headers.destination_port]);
    RawSegment segment;
    const bool whole_header = read_tcp(headers, segment);
    if ((flags & PortTable::kMatters) != 0) {
        learn_clients(headers);
        if (whole_header) learn_from_payload(segment.payload, segment.length);
        return true;
    }
    if (!whole_header) return false;
    if ((flags & PortTable::kSignalling) != 0) return signalling_on_its_port(headers, segment, record, number);
    if ((flags & PortTable::kNames) != 0 && lookup_matters(headers)) return true;
    return other_tcp(headers, segment, record, number);
}

// A phone looks up a name when it has got the configuration that names it: it is known by then.
bool FlowSelector::lookup_matters(const PacketHeaders &headers) {
    constexpr std::uint32_t kFrames = 1024;  // of one phone
    const bool to_server = headers.destination_port == wire::kDnsPort;
    const IpAddress phone = to_server ? headers.source() : headers.destination();
    return clients_.contains(phone) && lookups_[phone]++ < kFrames;
}

// A connection that begins when its phone is known. A later part of an older one would look like the beginning of a new
// one; what such a connection shows is that the phone was working before.
bool FlowSelector::signalling_matters(const PacketHeaders &headers, const RawSegment &segment, const IpAddress &phone) {
    constexpr std::uint32_t kFrames = 200;  // until then a phone has registered and subscribed
    if (segment.opens() && clients_.contains(phone)) {
        const auto [at, fresh] = signalling_.try_emplace(flow_of(headers), kFrames);
        if (segment.is_first_syn()) at->second = kFrames;
        learn_tcp(headers.source_port, PortTable::kLearnt);
        learn_tcp(headers.destination_port, PortTable::kLearnt);
    }
    if ((ports_.tcp[headers.source_port] & ports_.tcp[headers.destination_port] & PortTable::kLearnt) == 0)
        return false;
    const auto found = signalling_.find(flow_of(headers));
    if (found == signalling_.end()) return false;
    if (found->second == 0) return segment.ends();
    --found->second;
    return true;
}

bool FlowSelector::signalling_on_its_port(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                                          std::uint32_t number) {
    const bool to_server = (ports_.tcp[headers.destination_port] & PortTable::kSignalling) != 0;
    const IpAddress phone = to_server ? headers.source() : headers.destination();
    if (signalling_matters(headers, segment, phone)) return true;
    scan_signalling(headers, segment, record, number);
    skipped_.tcp.insert(headers.source_port);
    skipped_.tcp.insert(headers.destination_port);
    return false;
}

// A message that begins in the middle of a segment that is not chosen, behind one of another kind, is not found.
void FlowSelector::scan_signalling(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                                   std::uint32_t number) {
    const bool sccp = is_sccp(headers);
    const bool begins = may_be_sip_of_interest(segment.payload, segment.length) ||
                        (sccp && may_be_sccp_of_interest(segment.payload, segment.length));
    if (!begins && !signalling_scan_.awaits(headers)) return;
    if (!is_phones(headers)) {
        const wire::Bytes payload(segment.payload, segment.length);
        if (signalling_scan_.read_unknown(headers, payload, record, number, sccp))
            clients_.insert(headers.destination());
        return;
    }
    if (!signalling_scan_.read_segment(headers, segment, record, number, sccp)) return;
    learn_tcp(headers.source_port, PortTable::kLearnt);
    learn_tcp(headers.destination_port, PortTable::kLearnt);
}

// True for the first fragment of what is to be read whole.
bool FlowSelector::scan_sip_datagram(const PacketHeaders &headers, const Record &record, std::uint32_t number) {
    constexpr std::uint32_t kHeader = 8;
    if (headers.transport_length <= kHeader) return false;
    const wire::Bytes payload(headers.transport + kHeader, headers.transport_length - kHeader);
    if (!may_be_sip_of_interest(payload.data(), static_cast<std::uint32_t>(payload.size()))) return false;
    if (!is_phones(headers)) {
        if (signalling_scan_.read_unknown(headers, payload, record, number, false)) {
            clients_.insert(headers.destination());
        }
        return false;
    }
    if (headers.is_first_fragment) return true;
    signalling_scan_.read_datagram(headers, payload, record, number);
    return false;
}

bool FlowSelector::other_tcp(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                             std::uint32_t number) {
    if ((ports_.tcp[headers.source_port] & ports_.tcp[headers.destination_port] & PortTable::kLearnt) != 0 &&
        connections_.contains(flow_of(headers))) {
        learn_from_payload(segment.payload, segment.length);
        return true;
    }
    if (begins_http(segment)) {
        learn_connection(headers, segment.sequence);
        return true;
    }
    scan_signalling(headers, segment, record, number);
    skipped_.tcp.insert(headers.source_port);
    skipped_.tcp.insert(headers.destination_port);
    if (segment.length == 0) empty_segments_.add(flow_of(headers), record, number, segment);
    return false;
}

void FlowSelector::learn_connection(const PacketHeaders &headers, std::uint32_t sequence) {
    const FlowKey flow = flow_of(headers);
    connections_.insert(flow);
    learn_tcp(headers.source_port, PortTable::kLearnt);
    learn_tcp(headers.destination_port, PortTable::kLearnt);
    bool whole = false;
    earlier_ = empty_segments_.take(flow, sequence, whole);
    left_out_ |= !whole;
    // Who asks is the phone, as far as it is one.
    clients_.insert(headers.source_port > headers.destination_port ? headers.source() : headers.destination());
}

bool FlowSelector::udp(const PacketHeaders &headers, const Record &record, std::uint32_t number) {
    const auto flags = static_cast<unsigned>(ports_.udp[headers.source_port] | ports_.udp[headers.destination_port]);
    constexpr unsigned kAlways = PortTable::kMatters | PortTable::kTunnel;
    if ((flags & kAlways) != 0) {
        if (headers.destination_port == wire::kTftpPort) learn_tftp_client(headers);
        return true;
    }
    if ((flags & PortTable::kLearnt) != 0 && is_tftp(headers)) {
        constexpr std::uint32_t kTftpDataHeader = 12;
        if (headers.transport_length > kTftpDataHeader) {
            learn_from_payload(headers.transport + kTftpDataHeader, headers.transport_length - kTftpDataHeader);
        }
        return true;
    }
    if ((flags & PortTable::kNames) != 0 && lookup_matters(headers)) return true;
    if (scan_sip_datagram(headers, record, number)) return true;
    skipped_.udp.insert(headers.source_port);
    skipped_.udp.insert(headers.destination_port);
    return false;
}

// An endpoint that asked for a file, and a packet that can be TFTP's: the port may serve a call later.
bool FlowSelector::is_tftp(const PacketHeaders &headers) const {
    constexpr std::uint32_t kHeader = 8;
    constexpr std::uint16_t kHighestOpcode = 6;
    if (!tftp_clients_.contains(source_of(headers)) && !tftp_clients_.contains(destination_of(headers))) return false;
    return headers.transport_length < kHeader + 2 || network16(headers.transport + kHeader) <= kHighestOpcode;
}

void FlowSelector::learn_tftp_client(const PacketHeaders &headers) {
    clients_.insert(headers.source());
    if (!tftp_clients_.insert(source_of(headers)).second) return;
    left_out_if_reordered_ |= skipped_.udp.contains(headers.source_port);
    if (ports_.udp.set(headers.source_port, PortTable::kLearnt)) learnt_.push_back({true, headers.source_port});
}

bool FlowSelector::icmp(const PacketHeaders &headers) {
    if (!is_icmp_error(headers)) return false;
    PacketHeaders quoted;
    read_ip(headers.transport + kIcmpHeader, headers.transport_length - kIcmpHeader, quoted);
    return quoted_flow_matters(quoted);
}

bool FlowSelector::quoted_flow_matters(const PacketHeaders &quoted) {
    if (quoted.kind != Kind::tcp && quoted.kind != Kind::udp) return quoted.kind == Kind::not_understood;
    const bool is_tcp = quoted.kind == Kind::tcp;
    const PortTable &ports = is_tcp ? ports_.tcp : ports_.udp;
    PortSet &skipped = is_tcp ? skipped_.tcp : skipped_.udp;
    const auto flags = static_cast<unsigned>(ports[quoted.source_port] | ports[quoted.destination_port]);
    if ((flags & PortTable::kMatters) != 0) return true;
    if ((flags & PortTable::kLearnt) != 0) {
        if (is_tcp ? connections_.contains(flow_of(quoted))
                   : tftp_clients_.contains(source_of(quoted)) || tftp_clients_.contains(destination_of(quoted))) {
            return true;
        }
    }
    if (is_tcp && (flags & PortTable::kSignalling) != 0 && signalling_.contains(flow_of(quoted))) return true;
    const bool sip = quoted.source_port == wire::kSipPort || quoted.destination_port == wire::kSipPort;
    if (!is_tcp && sip && is_phones(quoted)) return true;
    skipped.insert(quoted.source_port);
    skipped.insert(quoted.destination_port);
    return false;
}

// A configuration that names CAPF's port makes it matter from here on; what is not found like this (compressed, split
// between two segments) is learnt when the file is there whole.
void FlowSelector::learn_from_payload(const std::uint8_t *payload, std::uint32_t length) {
    constexpr std::string_view kElement = "<phonePort>";
    const std::string_view text(reinterpret_cast<const char *>(payload), length);
    for (std::size_t at = text.find(kElement); at != std::string_view::npos; at = text.find(kElement, at)) {
        at += kElement.size();
        std::uint16_t port = 0;
        const auto result = std::from_chars(text.data() + at, text.data() + text.size(), port);
        if (result.ec == std::errc() && result.ptr != text.data() + text.size()) learn_capf_ports({port});
    }
}

void FlowSelector::learn_clients(const PacketHeaders &headers) {
    if ((ports_.tcp[headers.destination_port] & PortTable::kMatters) != 0) clients_.insert(headers.source());
    if ((ports_.tcp[headers.source_port] & PortTable::kMatters) != 0) clients_.insert(headers.destination());
}

}  // namespace capf::capture
