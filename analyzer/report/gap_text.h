// SPDX-License-Identifier: GPL-2.0-or-later
// In words: why a capture decides nothing of a phone, and what the next one should hold.
#pragma once

#include <string>

#include "analyzer/findings/phone_report.h"

namespace capf::report {

// One clause without a full stop.
[[nodiscard]] std::string gap_text(const findings::Gap &gap);
// What to do about it, in whole sentences. Empty where another capture would tell no more.
[[nodiscard]] std::string advice_text(const findings::Gap &gap);

}  // namespace capf::report
