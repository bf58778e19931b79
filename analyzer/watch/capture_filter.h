// SPDX-License-Identifier: GPL-2.0-or-later
// What dumpcap is to capture: the packets that may matter, as a filter of libpcap (pcap-filter(7)).
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace capf::watch {

// All that the selection of frames knows by port. `capf_ports`: 3804, and what the user gave. Left out, and so not seen
// without another filter: files over HTTP on ports of one's own, and CAPF on a port that only a configuration names.
[[nodiscard]] std::string capture_filter(const std::set<std::uint16_t> &capf_ports);

}  // namespace capf::watch
