// SPDX-License-Identifier: GPL-2.0-or-later
// The catalogue of codes for people.
#pragma once

#include <string>

#include "analyzer/sequence/catalogue.h"

namespace capf::report {

// All codes with their meanings, one a line, under headings. Ends in a newline.
[[nodiscard]] std::string catalogue_list();

// One code: where it stands, what it means, what to do, how it is known. Ends in a newline.
[[nodiscard]] std::string explanation(const sequence::CatalogueEntry &entry);

}  // namespace capf::report
