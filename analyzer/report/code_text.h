// SPDX-License-Identifier: GPL-2.0-or-later
// The codes for people: `capfcheck explain`.
#pragma once

#include <string>

#include "analyzer/findings/vocabulary.h"

namespace capf::report {

// All codes with their meanings, by kind.
[[nodiscard]] std::string code_list();

// One code: where it stands, what it means, by what it is recognised, what to do. Ends in a newline.
[[nodiscard]] std::string explanation(findings::Code code);

// Which code an indication shows, and that one.
[[nodiscard]] std::string explanation(findings::Indication indication);

}  // namespace capf::report
