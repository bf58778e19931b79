// SPDX-License-Identifier: GPL-2.0-or-later
// Finds in signalling what says that a phone has registered, without dissecting a busy network's signalling.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyzer/capture/selection/flow_key.h"

namespace capf::capture {

// A payload that begins with SIP's 200 to a REGISTER.
[[nodiscard]] bool is_sip_registered(const std::uint8_t *payload, std::uint32_t length);
// SCCP messages of which one is RegisterAck.
[[nodiscard]] bool is_sccp_registered(const std::uint8_t *payload, std::uint32_t length);

struct Registration {
    std::uint32_t frame = 0;
    std::int64_t time = 0;  // nanoseconds since 1970
    bool cut = false;
    bool sip = false;  // else SCCP
    EndpointKey phone, server;
};

// Keeps what may be of use: of a phone that shows nothing else only the first registration.
class RegistrationScan {
public:
    void add(const Registration &registration, bool phone_is_known);
    // Those of the phones that turned out to be of interest, in the order of their frames.
    [[nodiscard]] std::vector<Registration> of(const std::unordered_set<IpAddress, HashKey> &phones) const;

private:
    static constexpr std::size_t kMost = 1'000'000, kRecent = 1024;
    std::vector<Registration> known_;
    std::unordered_map<IpAddress, Registration, HashKey> first_;
    // Phones register again and again: those that are known to be in first_, without a search.
    std::vector<IpAddress> recent_ = std::vector<IpAddress>(kRecent);
};

}  // namespace capf::capture
