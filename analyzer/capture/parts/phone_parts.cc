// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/parts/phone_parts.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "analyzer/capture/selection/tcp_segment.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/ports.h"

namespace capf::capture {
namespace {

using Kind = PacketHeaders::Kind;

constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kLongFrame = 1500;  // bytes; a frame that has them twice is twice the work
// A router stands before many hosts: nobody's name is its address.
constexpr std::size_t kMostBehindHardware = 64;

std::string_view payload_of_udp(const PacketHeaders &headers) {
    if (headers.transport_length <= kUdpHeader) return {};
    return {reinterpret_cast<const char *>(headers.transport) + kUdpHeader, headers.transport_length - kUdpHeader};
}

std::uint64_t number48(const std::uint8_t *at) {
    std::uint64_t number = 0;
    for (int i = 0; i < 6; ++i) number = number << 8 | at[i];
    return number;
}

std::string name_of_hardware(std::uint64_t hardware) {
    static constexpr char kHexDigits[] = "0123456789ABCDEF";
    std::string name = "SEP";
    for (int shift = 44; shift >= 0; shift -= 4) name += kHexDigits[hardware >> shift & 15U];
    return name;
}

std::string device_of(const wire::SignallingEvent &event) {
    if (const auto *answer = std::get_if<wire::RegistrationAnswer>(&event.what)) return answer->device;
    if (const auto *request = std::get_if<wire::RegistrationRequest>(&event.what)) return request->device;
    const auto &parameters = std::get<wire::PhoneAlarm>(event.what).parameters;
    const auto name = parameters.find("DeviceName");
    return name == parameters.end() ? std::string() : name->second;
}

}  // namespace

PhoneParts::Node PhoneParts::node_of(const IpAddress &address) {
    const auto [at, fresh] = addresses_.try_emplace(address, static_cast<Node>(above_.size()));
    if (fresh) above_.push_back(at->second);
    return at->second;
}

PhoneParts::Node PhoneParts::node_of_name(std::string_view name) {
    const auto [at, fresh] = names_.try_emplace(wire::upper(std::string(name)), static_cast<Node>(above_.size()));
    if (fresh) above_.push_back(at->second);
    return at->second;
}

PhoneParts::Node PhoneParts::top(Node node) {
    while (above_[node] != node) {
        above_[node] = above_[above_[node]];  // halves the way for those who come later
        node = above_[node];
    }
    return node;
}

void PhoneParts::tie(Node one, Node other) {
    const Node a = top(one), b = top(other);
    above_[std::max(a, b)] = std::min(a, b);
}

// As Timeline guesses until the content tells.
bool PhoneParts::source_is_server(const PacketHeaders &headers) const {
    return capf_ports_.contains(headers.source_port) ||
           (!capf_ports_.contains(headers.destination_port) && headers.source_port < headers.destination_port);
}

void PhoneParts::ask(Node client, std::string_view target) {
    const auto device = wire::parse_phone_file_name(target).device;
    if (device) tie(client, node_of_name(*device));
}

void PhoneParts::expect(std::size_t frames) {
    frames_.reserve(frames);
    work_.reserve(frames);
}

void PhoneParts::add(const Record &record) {
    const Node node = can_cut_ ? whose(record) : kNobody;
    can_cut_ = can_cut_ && node != kNobody;
    frames_.push_back(node);
    work_.push_back(static_cast<std::uint16_t>(std::min<std::uint32_t>(1 + record.captured / kLongFrame, UINT16_MAX)));
}

void PhoneParts::add(const SignallingSeen &signalling) {
    const Node node = node_of(signalling.phone.address);
    const std::string device = device_of(signalling.event);
    if (!device.empty()) tie(node, node_of_name(device));
    signalling_.push_back(node);
}

PhoneParts::Node PhoneParts::whose(const Record &record) {
    PacketHeaders headers;
    read_headers(record, headers);
    Node node = kNobody;
    switch (headers.kind) {
        case Kind::tcp:
            node = tcp(headers);
            break;
        case Kind::udp:
            node = udp(headers);
            break;
        case Kind::icmp:
        case Kind::icmpv6:
            return icmp(headers);
        case Kind::later_fragment: {
            const auto first = fragments_.find({headers.source(), headers.destination(), headers.fragment_id});
            return first == fragments_.end() ? kNobody : first->second;
        }
        default:
            return kNobody;
    }
    if (headers.is_first_fragment) {
        fragments_[{headers.source(), headers.destination(), headers.fragment_id}] = node;
    }
    if (node != kNobody) note_hardware(record, headers, node);
    return node;
}

PhoneParts::Node PhoneParts::tcp(const PacketHeaders &headers) {
    RawSegment segment;
    if (!read_tcp(headers, segment)) return kNobody;
    const auto [at, fresh] = clients_.try_emplace(flow_of(headers), kNobody);
    if (fresh) {
        const bool answers = segment.opens() && !segment.is_first_syn();
        const bool from_server = segment.opens() ? answers : source_is_server(headers);
        at->second = node_of(from_server ? headers.destination() : headers.source());
    }
    const Node client = at->second;
    constexpr std::string_view kGet = "GET ";
    const std::string_view text(reinterpret_cast<const char *>(segment.payload), segment.length);
    if (text.starts_with(kGet)) {
        const std::size_t end = text.find_first_of(" \r\n", kGet.size());
        ask(node_of(headers.source()), text.substr(kGet.size(), end - kGet.size()));
    }
    return client;
}

PhoneParts::Node PhoneParts::udp(const PacketHeaders &headers) {
    const std::uint16_t to = headers.destination_port, from = headers.source_port;
    if (to == wire::kTftpPort) return tftp_request(headers);
    if (to == wire::kDhcpServerPort || to == wire::kDhcpClientPort) return dhcp(headers);
    if (to == wire::kDnsPort) return node_of(headers.source());
    if (from == wire::kDnsPort) return node_of(headers.destination());
    for (const EndpointKey &end : {source_of(headers), destination_of(headers)}) {
        if (const auto client = tftp_clients_.find(end); client != tftp_clients_.end()) return client->second;
    }
    const bool source_known = addresses_.contains(headers.source());
    const bool destination_known = addresses_.contains(headers.destination());
    if (source_known != destination_known) return node_of(source_known ? headers.source() : headers.destination());
    return node_of(source_is_server(headers) ? headers.destination() : headers.source());
}

PhoneParts::Node PhoneParts::tftp_request(const PacketHeaders &headers) {
    const Node client = node_of(headers.source());
    tftp_clients_[source_of(headers)] = client;
    const std::string_view text = payload_of_udp(headers);
    constexpr std::size_t kOpcode = 2;
    if (text.size() > kOpcode) ask(client, text.substr(kOpcode, text.find('\0', kOpcode) - kOpcode));
    return client;
}

// What an answer gives to whom. [RFC 2131]
PhoneParts::Node PhoneParts::dhcp(const PacketHeaders &headers) {
    constexpr std::size_t kYourAddress = 16, kHardware = 28, kShortest = 236;
    const std::string_view text = payload_of_udp(headers);
    if (headers.is_ipv6 || text.size() < kShortest) return node_of(headers.source());
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    std::array<std::uint8_t, 20> made{};  // an IPv4 header's addresses, to read one as others are read
    std::copy_n(bytes + kYourAddress, 4, made.begin());
    PacketHeaders leased;
    leased.addresses = made.data();
    const Node name = node_of_name(name_of_hardware(number48(bytes + kHardware)));
    if (std::all_of(made.begin(), made.begin() + 4, [](std::uint8_t byte) { return byte == 0; })) return name;
    const Node address = node_of(leased.source());
    tie(address, name);
    return address;
}

PhoneParts::Node PhoneParts::icmp(const PacketHeaders &headers) {
    if (!is_icmp_error(headers)) return kNobody;
    PacketHeaders quoted;
    read_ip(headers.transport + kIcmpHeader, headers.transport_length - kIcmpHeader, quoted);
    if (quoted.kind == Kind::udp) return udp(quoted);
    if (quoted.kind != Kind::tcp) return kNobody;
    const auto flow = clients_.find(flow_of(quoted));
    if (flow != clients_.end()) return flow->second;
    return node_of(source_is_server(quoted) ? quoted.destination() : quoted.source());
}

// Only what a client sends bears its address.
void PhoneParts::note_hardware(const Record &record, const PacketHeaders &headers, Node client) {
    if (record.link_type != static_cast<std::uint16_t>(LinkType::ethernet)) return;
    if (const auto sender = addresses_.find(headers.source()); sender == addresses_.end() || sender->second != client) {
        return;
    }
    constexpr std::uint32_t kSource = 6;
    std::unordered_set<Node> &behind = hardware_[number48(record.bytes + kSource)];
    if (behind.size() < kMostBehindHardware) behind.insert(client);
}

// Only where the name is known: an Ethernet address alone, of a router say, ties nobody. Nor does that of one phone tie
// another whose name is known.
void PhoneParts::tie_by_hardware() {
    std::unordered_set<Node> named;
    for (const auto &[name, node] : names_) named.insert(top(node));
    for (const auto &[hardware, behind] : hardware_) {
        const auto name = names_.find(name_of_hardware(hardware));
        if (name == names_.end()) continue;
        for (const Node node : behind) {
            if (!named.contains(top(node))) tie(node, name->second);
        }
    }
}

// The part of each node at the top, by node; those that come first are in the first part. All that was added has its
// top.
std::vector<std::uint32_t> PhoneParts::parts_of(std::uint64_t work, std::size_t &count) {
    std::vector<std::uint64_t> work_of(above_.size(), 0);
    for (std::size_t i = 0; i < frames_.size(); ++i) work_of[frames_[i]] += work_[i];
    std::vector<std::uint32_t> part_of(above_.size(), UINT32_MAX);
    std::uint64_t in_hand = 0;
    count = 0;
    for (const std::vector<Node> *list : {&frames_, &signalling_}) {
        for (const Node node : *list) {
            if (part_of[node] != UINT32_MAX) continue;
            if (count == 0 || (in_hand > 0 && in_hand + work_of[node] > work)) {
                ++count;
                in_hand = 0;
            }
            part_of[node] = static_cast<std::uint32_t>(count - 1);
            in_hand += work_of[node];
        }
    }
    return part_of;
}

std::unordered_set<PhoneParts::Node> PhoneParts::capf_clients() const {
    std::unordered_set<Node> clients;
    for (const auto &[flow, client] : clients_) {
        if (capf_ports_.contains(flow.one.port) || capf_ports_.contains(flow.other.port)) clients.insert(client);
    }
    return clients;
}

void PhoneParts::name_phones(const std::vector<std::uint32_t> &part_of, std::vector<PhonePart> &parts) {
    std::unordered_set<Node> named;
    for (const auto &[name, node] : names_) {
        const std::uint32_t part = part_of[top(node)];
        if (part == UINT32_MAX) continue;
        parts[part].devices.push_back(name);
        named.insert(top(node));
    }
    const std::unordered_set<Node> clients = capf_clients();
    for (const auto &[address, node] : addresses_) {
        if (part_of[top(node)] == UINT32_MAX) continue;
        PhonePart &part = parts[part_of[top(node)]];
        part.addresses.push_back(address);
        if (clients.contains(node) && !named.contains(top(node))) part.clients.push_back(address);
    }
    for (PhonePart &part : parts) {
        std::sort(part.devices.begin(), part.devices.end());
        std::sort(part.clients.begin(), part.clients.end(), [](const IpAddress &a, const IpAddress &b) {
            return std::tie(a.high, a.low) < std::tie(b.high, b.low);
        });
    }
}

std::optional<std::vector<PhonePart>> PhoneParts::cut(std::uint64_t work) {
    if (!can_cut_) return std::nullopt;
    tie_by_hardware();
    for (std::vector<Node> *list : {&frames_, &signalling_}) {
        for (Node &node : *list) node = top(node);
    }
    std::size_t count = 0;
    const std::vector<std::uint32_t> part_of = parts_of(work, count);
    std::vector<std::size_t> frames(count, 0);
    for (const Node node : frames_) ++frames[part_of[node]];
    std::vector<PhonePart> parts(count);
    for (std::size_t i = 0; i < count; ++i) parts[i].frames.reserve(frames[i]);
    for (std::size_t i = 0; i < frames_.size(); ++i) {
        PhonePart &part = parts[part_of[frames_[i]]];
        part.frames.push_back(static_cast<std::uint32_t>(i));
        part.work += work_[i];
    }
    for (std::size_t i = 0; i < signalling_.size(); ++i) {
        parts[part_of[signalling_[i]]].signalling.push_back(static_cast<std::uint32_t>(i));
    }
    name_phones(part_of, parts);
    return parts;
}

}  // namespace capf::capture
