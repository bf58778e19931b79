// SPDX-License-Identifier: GPL-2.0-or-later
// One thing that is said of a phone or of a capture, as values: no words.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/findings/evidence.h"
#include "analyzer/findings/value.h"
#include "analyzer/findings/vocabulary.h"

namespace capf::findings {

struct Finding {
    Code code = Code::capture_damaged;
    Indication shown_by = Indication::file_damaged;
    Evidence evidence = Evidence::observed;
    EvidenceRefs refs;
    Parameters values;
    std::vector<Action> remedy;   // in the order in which to try them
    std::optional<Step> place{};  // of a code that can hit several steps

    [[nodiscard]] Step step() const { return place.value_or(entry_of(code).step); }
};
using Findings = std::vector<Finding>;

[[nodiscard]] bool has_code(const Findings &findings, Code code);

}  // namespace capf::findings
