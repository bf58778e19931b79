// SPDX-License-Identifier: GPL-2.0-or-later
// Elements of signed headers and trust list records, and fields of configurations, as show prints them.
#pragma once

#include <vector>

#include "analyzer/redact/text_redactor.h"
#include "analyzer/show/file_listing.h"

namespace capf::redact {

// Teaches `redactor` the names that are in them.
void learn_elements(const std::vector<show::Element> &elements, TextRedactor &redactor);
void learn_fields(const std::vector<show::Field> &fields, TextRedactor &redactor);

// Replaces names and addresses; what cannot be rewritten and holds some (certificates, addresses as bytes, unknown
// elements) is emptied.
void redact_elements(std::vector<show::Element> &elements, const TextRedactor &redactor);
void redact_fields(std::vector<show::Field> &fields, const TextRedactor &redactor);

}  // namespace capf::redact
