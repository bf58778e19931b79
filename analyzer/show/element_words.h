// SPDX-License-Identifier: GPL-2.0-or-later
// The elements of headers and records in CUCM's words.
#pragma once

#include <string>
#include <vector>

#include "analyzer/show/file_listing.h"

namespace capf::show {

// "BC:4C:10": as CUCM prints serial numbers.
[[nodiscard]] std::string with_colons(wire::Bytes bytes);

[[nodiscard]] std::vector<Element> header_elements(wire::Bytes file, const wire::SignedHeader &header);
[[nodiscard]] std::vector<Element> record_elements(wire::Bytes file, const wire::TrustRecord &record);

}  // namespace capf::show
