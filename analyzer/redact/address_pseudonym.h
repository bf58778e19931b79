// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "analyzer/redact/pseudonyms.h"

namespace capf::redact {

// The pseudonym of a text that is an IPv4, IPv6 or MAC address (with ':' or '-'), written likewise; empty when it is
// none.
[[nodiscard]] std::string address_pseudonym(const Pseudonyms &pseudonyms, const std::string &text);

}  // namespace capf::redact
