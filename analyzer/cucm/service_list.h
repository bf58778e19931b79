// SPDX-License-Identifier: GPL-2.0-or-later
// What `utils service list` prints: "Cisco Tftp[STARTED]", "Cisco Certificate Authority Proxy Function[STOPPED] Service
// Not Activated". [Cisco CLI reference]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace capf::cucm {

enum class ServiceState : std::uint8_t { started, stopped, starting, other };

struct Service {
    std::string name;  // "Cisco Tftp"
    ServiceState state = ServiceState::other;
    std::string state_text;  // as it is in the brackets
    std::string reason;      // behind them: "Commanded Out of Service"; mostly of what is stopped
    std::size_t line = 0;    // from 1
};

struct ServiceList {
    std::vector<Service> services;
    std::size_t unrecognised_count = 0;  // lines that say nothing to us; prompts and blank lines are not among them

    // The last of this name, or null. Case does not matter.
    [[nodiscard]] const Service *find(std::string_view name) const;
};

// Never fails; what it cannot read is counted.
[[nodiscard]] ServiceList parse_service_list(std::string_view text);

// Whether a text's first bytes are such a list.
[[nodiscard]] bool looks_like_service_list(std::string_view head);

}  // namespace capf::cucm
