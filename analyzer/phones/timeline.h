// SPDX-License-Identifier: GPL-2.0-or-later
// Sorts what was seen by phone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/phones/connection.h"
#include "analyzer/phones/packet_numbers.h"
#include "analyzer/phones/phone_directory.h"
#include "analyzer/phones/transfer.h"
#include "analyzer/phones/transfer_tracker.h"
#include "plugin/wire/ports.h"

namespace capf::phones {

// The order of phones in a report: that in which they were first seen, whatever else is in the capture.
[[nodiscard]] bool comes_before(const Phone &a, const Phone &b);

// Takes observations in time order; phones() is there after finish().
class Timeline {
public:
    explicit Timeline(std::set<std::uint16_t> capf_ports = {wire::kCapfPort}) : capf_ports_(std::move(capf_ports)) {}

    void add(const dissection::Observation &observation);
    void finish(const FrameTime &end_of_capture);

    [[nodiscard]] const std::vector<Phone> &phones() const { return sorted_; }
    // Whatever was added is of a service for phone files: HTTP, HTTPS on its ports, TFTP.
    [[nodiscard]] bool files_only() const;
    // Addresses of hosts that connected to CAPF or to a service for phone files and did nothing that makes a phone:
    // scanners, health checks, certificate probes.
    [[nodiscard]] const std::vector<std::string> &strangers() const { return strangers_; }
    [[nodiscard]] const std::vector<Transfer> &transfers() const { return transfers_; }
    [[nodiscard]] const std::map<std::uint32_t, Connection> &connections() const { return connections_; }
    [[nodiscard]] const std::set<std::uint16_t> &capf_ports() const { return capf_ports_; }
    // By what its phones were told apart. Of two timelines, each made from its own part of a capture, one for all of it
    // would have the same phones when neither's `asked` holds what the other's `known` does.
    [[nodiscard]] PhoneDirectory::Keys keys() const;

private:
    Connection &connection(const dissection::Seen &seen);
    // A phone asks for one file after the other: bytes that it acknowledged since its last request, and that the
    // capture does not hold, are of the answer to that.
    void note_lost_answers(const Connection &connection, const dissection::HttpMessage &request);
    void learn_capf_ports();
    [[nodiscard]] bool is_capf(const Connection &connection) const;
    void assign_named_transfers();
    void assign_other_transfers();
    void assign_leases();
    std::vector<const Connection *> assign_named_connections();
    bool assign_by_name(const Connection &connection);
    [[nodiscard]] std::optional<PhoneDirectory::Index> by_hardware(const Connection &connection) const;
    void find_phones(const std::vector<const Connection *> &anonymous);
    void note_stranger(const Connection &connection);
    void forget_first_bytes();
    void assign_by_address(const Connection &connection);
    void add_capf(PhoneDirectory::Index phone, const Connection &connection, Join join,
                  const std::vector<PhoneDirectory::Index> &candidates);
    bool add_other(PhoneDirectory::Index phone, const Connection &connection);
    enum class Service { tvs, https, signalling, other };
    [[nodiscard]] static Service kind_of(const Connection &connection);
    [[nodiscard]] std::optional<PhoneDirectory::Index> by_name_or_address(const std::string &device,
                                                                          const dissection::Seen &seen) const;
    void assign_registrations();
    void assign_requests();
    void find_refused_phones();
    void assign_alarms();
    void assign_lookups();
    void note_missing_packets();
    void note_cut_frames();
    void note_file_connections();
    void order();

    std::set<std::uint16_t> capf_ports_;
    std::map<std::uint32_t, Connection> connections_;
    TransferTracker tracker_;
    std::vector<Transfer> transfers_;
    std::vector<dissection::Registration> registrations_;
    std::vector<dissection::RegistrationRequest> requests_;
    std::vector<dissection::Unreachable> unreachable_signalling_;  // over UDP
    std::vector<dissection::Alarm> alarms_;
    std::vector<dissection::NameLookup> lookups_;
    std::vector<dissection::AddressLease> leases_;
    PhoneDirectory directory_;
    std::set<std::string> cut_addresses_;  // frames to or from them are cut
    bool has_other_packets_ = false;
    PacketNumbers numbers_;
    std::vector<Phone> sorted_;
    std::vector<std::string> strangers_;
};

}  // namespace capf::phones
