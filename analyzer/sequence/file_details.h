// SPDX-License-Identifier: GPL-2.0-or-later
// What stands inside a phone file, element by element, in words.
#pragma once

#include <vector>

#include "analyzer/sequence/verdict.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"

namespace capf::sequence {

// All elements of the header, in file order. Long binary values are shown by their length and first bytes.
[[nodiscard]] std::vector<HeaderRow> header_rows(const wire::SignedHeader &header, wire::Bytes file);

// The fields of a configuration that matter to the sequence, where they are present; no secrets among them.
[[nodiscard]] std::vector<ConfigField> config_fields(const wire::PhoneConfig &config);

}  // namespace capf::sequence
