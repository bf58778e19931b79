// SPDX-License-Identifier: GPL-2.0-or-later
// The name of a file of the user's, who may have called it after a phone, an address or a server.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/redact/known_names.h"
#include "analyzer/redact/pseudonyms.h"

namespace capf::redact {

// `name`, without folders, with pseudonyms for what is in it of these, in whatever case:
//   hardware names (SEP001122334455), wherever they stand;
//   MAC addresses, with or without separators, and IPv4 and IPv6 addresses, with '-' or '_' for '.' and ':' as well;
//   known devices wherever they stand, and other known names where they are words. What separates words (blank, '-',
//   '_', '.') is the same to both. A word may also stand behind ITL or CTL.
// An ending that tells what kind of file it is stays.
[[nodiscard]] std::string redact_base_name(const Pseudonyms &pseudonyms, std::string_view name,
                                           const KnownNames &known);

}  // namespace capf::redact
