// SPDX-License-Identifier: GPL-2.0-or-later
// The ports of CUCM's services and of what phones speak, as they are without a change by the administrator. From "Cisco
// Unified Communications Manager TCP and UDP Port Usage", and IANA's registry.
#pragma once

#include <cstdint>

namespace capf::wire {

// TCP.
inline constexpr std::uint16_t kCapfPort = 3804;
inline constexpr std::uint16_t kTvsPort = 2445;
inline constexpr std::uint16_t kHttpFilesPort = 6970;  // configurations, trust lists, firmware
inline constexpr std::uint16_t kHttpsFilesPort = 6971;
inline constexpr std::uint16_t kSecondHttpsFilesPort = 6972;
inline constexpr std::uint16_t kSipPort = 5060;  // and UDP
inline constexpr std::uint16_t kSipTlsPort = 5061;
inline constexpr std::uint16_t kSccpPort = 2000;
inline constexpr std::uint16_t kSccpTlsPort = 2443;

inline constexpr std::uint16_t kDnsPort = 53;  // and UDP

// UDP.
inline constexpr std::uint16_t kTftpPort = 69;
inline constexpr std::uint16_t kDhcpServerPort = 67;
inline constexpr std::uint16_t kDhcpClientPort = 68;
inline constexpr std::uint16_t kDhcpV6ClientPort = 546;
inline constexpr std::uint16_t kDhcpV6ServerPort = 547;

}  // namespace capf::wire
