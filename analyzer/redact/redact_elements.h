// SPDX-License-Identifier: GPL-2.0-or-later
// Elements of signed headers and trust list records, and fields of configurations, as show prints them.
#pragma once

#include <vector>

#include "analyzer/redact/value_redactor.h"
#include "analyzer/show/file_listing.h"

namespace capf::redact {

// Replaces names and addresses; what cannot be rewritten and holds some (certificates, addresses as bytes, unknown
// elements) is emptied.
void redact_elements(std::vector<show::Element> &elements, const ValueRedactor &redactor);
void redact_fields(std::vector<show::Field> &fields, const ValueRedactor &redactor);

}  // namespace capf::redact
