// SPDX-License-Identifier: GPL-2.0-or-later
// A phone's configuration without names, numbers and addresses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/redact/value_redactor.h"
#include "plugin/wire/bytes.h"

namespace capf::redact {

// The XML with every text and attribute replaced, but for those that the sequence turns on (fullConfig, certHash,
// phonePort …) and for true and false. Comments, instructions and document types are dropped. Nothing when it is no
// XML.
[[nodiscard]] std::optional<std::string> redact_config(wire::Bytes text, const ValueRedactor &redactor);

// True for the text of an element that the sequence turns on, when it is of the form that is due there: a truth, a
// number, a digest, a load's name.
[[nodiscard]] bool may_stay(std::string_view element, std::string_view text);

}  // namespace capf::redact
