// SPDX-License-Identifier: GPL-2.0-or-later
// A phone's attempts to register, for the report: where, how, and what became of them.
#pragma once

#include <vector>

#include "analyzer/judge/history.h"

namespace capf::judge {

// Earliest first: every answer, and every connection for signalling without one.
[[nodiscard]] std::vector<RegistrationReport> report_registrations(const History &history);

}  // namespace capf::judge
