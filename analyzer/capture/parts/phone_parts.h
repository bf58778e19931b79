// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts the chosen frames of a capture by phone, so that each part can be dissected on its own.
//
// A frame belongs to the client of its flow. Addresses are tied together by the device names that are asked for there,
// by Ethernet addresses that are such names, and by DHCP. This is a guess from raw bytes: what only dissection shows
// (a name in a certificate) may tie two parts together afterwards, see phones::Ties.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzer/capture/formats/record_reader.h"
#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/capture/selection/signalling_scan.h"
#include "plugin/wire/bytes.h"

namespace capf::capture {

struct PhonePart {
    std::vector<std::uint32_t> frames;      // indices in the order of the capture
    std::vector<std::uint32_t> signalling;  // likewise, of what signalling said
    std::vector<std::string> devices;
    std::vector<IpAddress> clients;    // of CAPF that have no device name
    std::vector<IpAddress> addresses;  // all, in no order
    std::uint64_t work = 0;            // see PhoneParts
};

class PhoneParts {
public:
    explicit PhoneParts(std::unordered_set<std::uint16_t> capf_ports) : capf_ports_(std::move(capf_ports)) {}

    // How many frames will be added, if that is known: millions need half the room then.
    void expect(std::size_t frames);
    // Each chosen frame, in their order.
    void add(const Record &record);
    void add(const SignallingSeen &signalling);
    // Parts of some `work` each, more only where one phone has more; phones in the order in which they come. Work is
    // counted in frames; a long frame counts as several, and signalling as none. Nothing when a frame is there of which
    // headers do not tell whose it is (a tunnel, a fragment without its beginning): then all are one. Call it once.
    [[nodiscard]] std::optional<std::vector<PhonePart>> cut(std::uint64_t work);

private:
    using Node = std::uint32_t;  // an address or a name
    static constexpr Node kNobody = UINT32_MAX;

    struct FragmentKey {
        IpAddress source, destination;
        std::uint32_t id = 0;
        friend bool operator==(const FragmentKey &, const FragmentKey &) = default;
    };
    struct HashFragment {
        std::size_t operator()(const FragmentKey &key) const {
            return hash_of(EndpointKey{key.source, 0}) ^ mixed(hash_of(EndpointKey{key.destination, 0}) + key.id);
        }
    };

    Node node_of(const IpAddress &address);
    Node node_of_name(std::string_view name);
    Node top(Node node);
    void tie(Node one, Node other);
    [[nodiscard]] bool source_is_server(const PacketHeaders &headers) const;

    Node whose(const Record &record);
    Node tcp(const PacketHeaders &headers);
    Node udp(const PacketHeaders &headers);
    Node icmp(const PacketHeaders &headers);
    Node dhcp(const PacketHeaders &headers);
    Node tftp_request(const PacketHeaders &headers);
    void ask(Node client, std::string_view target);
    void note_hardware(const Record &record, const PacketHeaders &headers, Node client);
    void tie_by_hardware();
    [[nodiscard]] std::vector<std::uint32_t> parts_of(std::uint64_t work, std::size_t &count);
    void name_phones(const std::vector<std::uint32_t> &part_of, std::vector<PhonePart> &parts);
    [[nodiscard]] std::unordered_set<Node> capf_clients() const;

    std::unordered_set<std::uint16_t> capf_ports_;
    std::vector<Node> above_;  // of each node; itself at the top
    std::unordered_map<IpAddress, Node, HashKey> addresses_;
    std::unordered_map<std::string, Node> names_;  // in upper case
    std::unordered_map<FlowKey, Node, HashKey> clients_;
    std::unordered_map<EndpointKey, Node, HashKey> tftp_clients_;
    std::unordered_map<FragmentKey, Node, HashFragment> fragments_;
    std::unordered_map<std::uint64_t, std::unordered_set<Node>> hardware_;  // who sent with an Ethernet address
    std::vector<Node> frames_, signalling_;
    std::vector<std::uint16_t> work_;  // of each frame
    bool can_cut_ = true;
};

}  // namespace capf::capture
