// SPDX-License-Identifier: GPL-2.0-or-later
// What belongs to a phone rather than to one of its protocols: its name on every packet of its provisioning and
// signalling, and the failures that another dissector shows without knowing that a phone is concerned.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

// Before register_cisco_phone(): for a program that shows nobody what is found of phones.
void leave_phones_unshown();
void register_cisco_phone();
void handoff_cisco_phone();

// The packet shows that `device` has the address `host` and uses `port` there. First pass only; no epan call that
// throws.
void name_phone(packet_info *pinfo, const address *host, std::uint32_t port, const char *device) noexcept;
// The name of the phone at this address and port, in the memory of the packet; null when nobody knows it.
[[nodiscard]] const char *known_phone(packet_info *pinfo, const address *host, std::uint32_t port) noexcept;
// The packet belongs to a phone's provisioning, whatever its ports.
void mark_phone_packet(const packet_info *pinfo);

// The server's answer in this packet is that it does not give the file of this request target (or TFTP name), in
// `words`. Nothing happens when it is no phone's file. First pass only; no epan call that throws.
void refuse_phone_file(packet_info *pinfo, const char *target, const char *words) noexcept;

}  // namespace capf::dissect
