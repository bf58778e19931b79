// SPDX-License-Identifier: GPL-2.0-or-later
// Elements of signed headers and trust list records, and fields of configurations, as show prints them.
#pragma once

#include <vector>

#include "analyzer/redact/value_redactor.h"
#include "analyzer/show/file_listing.h"

namespace capf::redact {

// Replaces names and addresses. Bytes are emptied unless they are of a signature, a key or a digest: certificates,
// addresses, unknown elements, and what should be text and is none.
void redact_elements(std::vector<show::Element> &elements, const ValueRedactor &redactor);
// Likewise; a value that is not of its field's form is hidden.
void redact_fields(std::vector<show::Field> &fields, const ValueRedactor &redactor);

// The field is a server that the phone is to use: a host's name or address.
[[nodiscard]] bool names_node(const show::Field &field);

}  // namespace capf::redact
