// SPDX-License-Identifier: GPL-2.0-or-later
// The steps that packets do not show and logs do.
#pragma once

#include <vector>

#include "analyzer/findings/phone_report.h"

namespace capf::judge {

// Fills in the steps of `phone` that are not seen, with evidence `reported`. `lines` are of the time that the phone's
// packets show. What a server says it sent may not have arrived: such a step is `unknown`.
void fill_in_steps(findings::PhoneReport &phone, const std::vector<const findings::LogLine *> &lines);

}  // namespace capf::judge
