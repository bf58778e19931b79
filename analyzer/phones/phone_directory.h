// SPDX-License-Identifier: GPL-2.0-or-later
// Who is who: phones by their names and by the addresses at which they were seen. One phone may have several addresses
// (DHCP, IPv4 beside IPv6), several phones may share one (NAT, a lease that went on to another phone).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/phones/connection.h"
#include "analyzer/phones/transfer.h"
#include "analyzer/phones/unanswered_requests.h"

namespace capf::phones {

// How it is known that a CAPF session is this phone's, the surest first.
enum class Join {
    device_name,       // DEVICE_NAME in the session
    certificate,       // the CN of the phone's certificate in it
    hardware_address,  // the Ethernet address is the one in the device's name
    address,           // the IP address at that time
    none,              // nothing else of the phone is in the capture
};
[[nodiscard]] const char *join_name(Join join);

struct CapfConnection {
    const Connection *connection = nullptr;
    Join join = Join::address;
    std::vector<std::string> candidates;  // names of all phones that it may be of, when there is more than one
};

inline constexpr std::size_t kMostLookups = 256;

struct Phone {
    std::optional<std::string> device;   // null: it never told its name
    std::vector<std::string> addresses;  // in the order in which they were seen
    std::vector<const Transfer *> transfers;
    std::vector<CapfConnection> capf;
    std::vector<const Connection *> tvs;
    std::vector<const Connection *> https;             // 6971 and 6972, where nothing could be read
    std::vector<const Connection *> file_connections;  // of `transfers`, over HTTP or HTTPS that could be read, and
                                                       // those to 6970 whose requests the capture lost
    // To 5060, 5061, 2000 and 2443, from when the phone was first seen on. Selection keeps the first 200 frames of each
    // and those that end it: losses() and captured() tell nothing of what comes between.
    std::vector<const Connection *> signalling;
    std::vector<dissection::Registration> registrations;  // outcome registered
    std::vector<dissection::Registration> refusals;       // outcome refused
    std::vector<dissection::Registration> challenges;     // outcome challenged
    std::vector<UnansweredRequest> unanswered;            // in the order in which they were first sent
    std::vector<dissection::Alarm> alarms;
    std::vector<dissection::NameLookup> lookups;  // at most kMostLookups
    std::vector<MissingPackets> missing_packets;  // that it numbered
    bool cut_frames = false;                      // frames of its connections are cut in the capture
    FrameTime first, last;
};

// What a phone did at an address: tells who is waiting for CAPF.
enum class Sign { config, capf, encrypted, other };

class PhoneDirectory {
public:
    using Index = std::size_t;

    // The phone of that name, whatever its case; made when it is not there.
    Index by_device(const std::string &device);
    // The phone of the first of `names` that is known, or nothing.
    [[nodiscard]] std::optional<Index> known(const std::vector<std::string> &names) const;
    // Whether that is the phone's name, whatever its case.
    [[nodiscard]] bool is_called(Index phone, const std::string &name) const;
    Index add_nameless();

    // Signs may come in any order of time.
    void seen(Index phone, const std::string &address, const FrameTime &at, Sign sign);

    // Whether a phone was seen at the address by then.
    [[nodiscard]] bool was_seen(const std::string &address, std::int64_t time) const;

    struct Match {
        std::optional<Index> phone;
        std::vector<Index> candidates;  // all that fit as well, the best first; empty when there is one only
    };
    // Whose an anonymous sign at this address and time is. `to_capf`: it is a connection to CAPF, which a phone makes
    // that has got its configuration.
    [[nodiscard]] Match at_address(const std::string &address, std::int64_t time, bool to_capf) const;

    // What it knows, and what it was asked for: names in upper case and addresses. Of two directories, each made from
    // its own part of a capture, one for all of it would answer the same when neither was asked for what the other
    // knows.
    struct Keys {
        std::set<std::string> known, asked;
    };
    [[nodiscard]] Keys keys() const;

    [[nodiscard]] std::vector<Phone> &phones() { return phones_; }
    // Its device name, or its first address.
    [[nodiscard]] std::string label(Index phone) const;

private:
    struct Sighting {
        std::int64_t time = 0;
        Index phone = 0;
        Sign sign = Sign::other;
    };
    struct Presence;
    [[nodiscard]] static std::vector<Presence> presences(const std::vector<Sighting> &sightings, std::int64_t time);

    std::vector<Phone> phones_;
    std::map<std::string, Index> by_name_;                    // upper case
    std::map<std::string, std::vector<Sighting>> sightings_;  // by address
    mutable std::set<std::string> asked_;
};

}  // namespace capf::phones
