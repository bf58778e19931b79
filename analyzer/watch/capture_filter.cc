// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/capture_filter.h"

#include <fmt/format.h>

#include "plugin/wire/ports.h"

namespace capf::watch {

std::string capture_filter(const std::set<std::uint16_t> &capf_ports) {
    std::string tcp;
    for (const std::uint16_t port : capf_ports) tcp += fmt::format("tcp port {} or ", port);
    for (const std::uint16_t port : {wire::kTvsPort, wire::kHttpFilesPort, wire::kHttpsFilesPort,
                                     wire::kSecondHttpsFilesPort, wire::kSccpPort, wire::kSccpTlsPort}) {
        tcp += fmt::format("tcp port {} or ", port);
    }
    const std::string ports =
        fmt::format("{}port {} or port {} or port {} or udp port {} or udp port {} or udp port {}", tcp, wire::kSipPort,
                    wire::kSipTlsPort, wire::kDnsPort, wire::kTftpPort, wire::kDhcpServerPort, wire::kDhcpClientPort);
    // TFTP goes on between two ports that nobody knows: by its opcode, 1 to 6, which RTP's first two bytes never are.
    const std::string tftp = "(udp[8:2] >= 1 and udp[8:2] <= 6) or (ip6[6] = 17 and ip6[48:2] >= 1 and ip6[48:2] <= 6)";
    // Later fragments have no ports.
    const std::string what = ports + " or " + tftp + " or icmp or icmp6 or (ip[6:2] & 0x1fff != 0)";
    return fmt::format("{} or (vlan and ({}))", what, what);
}

}  // namespace capf::watch
