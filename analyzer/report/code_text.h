// SPDX-License-Identifier: GPL-2.0-or-later
// The codes for people: `capfcheck explain`.
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/vocabulary.h"
#include "analyzer/report/word_list.h"

namespace capf::report {

// All codes with their meanings: diagnoses by step, notices, remarks about the capture.
[[nodiscard]] std::vector<WordGroup> code_groups();

// One code: where it stands, what it means, by what it is recognised, what to do. Ends in a newline.
[[nodiscard]] std::string explanation(findings::Code code);

// Which code an indication shows, and that one.
[[nodiscard]] std::string explanation(findings::Indication indication);

}  // namespace capf::report
