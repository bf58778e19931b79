// SPDX-License-Identifier: GPL-2.0-or-later
// From indications to findings, by the rules.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/judge/history.h"
#include "analyzer/judge/rule.h"

namespace capf::judge {

// An indication that was found.
struct Found {
    Indication indication;
    Evidence evidence = Evidence::observed;
    EvidenceRefs refs;
    Parameters values = {};
    std::int64_t at = 0;  // nanoseconds since 1970: what comes after it may refute it; 0: nothing does
    std::optional<Step> place = std::nullopt;  // of a code that can hit several steps
};
using Indications = std::vector<Found>;

[[nodiscard]] bool holds(const History &history, Fact fact);

// What the indications show, in their order: each code once, without what is refuted or lacks a fact that it needs.
[[nodiscard]] Findings conclude(const History &history, const Indications &found);
// Of a notice or a remark about the capture, which no history refutes.
[[nodiscard]] Finding remark(Found found);

}  // namespace capf::judge
