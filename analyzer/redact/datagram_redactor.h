// SPDX-License-Identifier: GPL-2.0-or-later
// What may stay of the payload of UDP: TFTP's and DHCP's headers.
#pragma once

#include "analyzer/redact/stream_redactor.h"

namespace capf::redact {

// How many bytes of a TFTP packet may stay; a file's name in it is replaced, the words of an error overwritten.
[[nodiscard]] std::size_t redact_tftp(const Pseudonyms &pseudonyms, Payload packet);

// Likewise of a DHCP message: addresses and the client's name are replaced, options that say nothing of who and where
// stay, others are zeroed.
[[nodiscard]] std::size_t redact_dhcp(const Pseudonyms &pseudonyms, Payload message);

// Replaces the addresses there.
void redact_ipv4_at(const Pseudonyms &pseudonyms, std::uint8_t *at);
void redact_ipv6_at(const Pseudonyms &pseudonyms, std::uint8_t *at);
void redact_mac_at(const Pseudonyms &pseudonyms, std::uint8_t *at);

}  // namespace capf::redact
