// SPDX-License-Identifier: GPL-2.0-or-later
// How many phones came to which verdict, in one line where it fits.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "analyzer/findings/vocabulary.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

using VerdictCounts = std::map<findings::Verdict, std::uint64_t>;

// "63 phones: 25 failed, 38 encrypted", failures first, and `more` behind it; without a newline at the end.
[[nodiscard]] std::string verdict_counts(const VerdictCounts &counts, const std::string &more, const Screen &screen);

}  // namespace capf::report
