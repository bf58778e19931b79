// SPDX-License-Identifier: GPL-2.0-or-later
// Sorts what was seen by phone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/phones/connection.h"
#include "analyzer/phones/transfer.h"
#include "analyzer/phones/transfer_tracker.h"

namespace capf::phones {

inline constexpr std::uint16_t kCapfPort = 3804;
inline constexpr std::uint16_t kTvsPort = 2445;

// How it is known that a CAPF session is this phone's.
enum class Join { device_name, address };

struct CapfConnection {
    const Connection *connection = nullptr;
    Join join = Join::address;
    bool ambiguous = false;  // another phone behind the same address would fit as well
};

struct Phone {
    std::optional<std::string> device;   // null: it never told its name
    std::vector<std::string> addresses;  // in the order in which they were seen
    std::vector<const Transfer *> transfers;
    std::vector<CapfConnection> capf;
    std::vector<const Connection *> tvs;
    std::vector<const Connection *> https;  // provisioning that cannot be looked into
    std::vector<const Connection *> signalling;
    std::vector<dissection::Registration> registrations;
    Moment first, last;
};

// Takes observations in time order; phones() is there after finish().
class Timeline {
public:
    explicit Timeline(std::set<std::uint16_t> capf_ports = {kCapfPort}) : capf_ports_(std::move(capf_ports)) {}

    void add(const dissection::Observation &observation);
    void finish(const Moment &end_of_capture);

    [[nodiscard]] const std::vector<Phone> &phones() const { return phones_; }
    [[nodiscard]] const std::vector<Transfer> &transfers() const { return transfers_; }
    [[nodiscard]] const std::map<std::uint32_t, Connection> &connections() const { return connections_; }
    [[nodiscard]] const std::set<std::uint16_t> &capf_ports() const { return capf_ports_; }

private:
    Connection &connection(const dissection::Seen &seen);
    void learn_capf_ports();
    [[nodiscard]] bool is_capf(const Connection &connection) const;
    Phone &phone_by_device(const std::string &device);
    Phone *phone_by_address(const std::string &address, std::int64_t time, bool &ambiguous);
    Phone &phone_or_new(const std::string &address, std::int64_t time, bool &ambiguous);
    void seen_at(Phone &phone, const std::string &address, const Moment &at);
    void assign_named_transfers();
    void assign_named_capf();
    void assign_other_transfers();
    void assign_connections();
    void assign_connection(const Connection &connection);
    void order();

    std::set<std::uint16_t> capf_ports_;
    std::map<std::uint32_t, Connection> connections_;
    TransferTracker tracker_;
    std::vector<Transfer> transfers_;
    std::vector<dissection::Registration> registrations_;
    std::vector<Phone> phones_;
    // When each phone was seen at each address: decides whose an anonymous session is.
    std::map<std::string, std::vector<std::pair<std::int64_t, std::size_t>>> sightings_;
    std::set<const Connection *> assigned_;
};

}  // namespace capf::phones
