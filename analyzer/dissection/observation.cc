// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/observation.h"

namespace capf::dissection {

std::string to_string(const Endpoint &endpoint) {
    const bool ipv6 = endpoint.address.find(':') != std::string::npos;
    return (ipv6 ? "[" + endpoint.address + "]" : endpoint.address) + ":" + std::to_string(endpoint.port);
}

}  // namespace capf::dissection
