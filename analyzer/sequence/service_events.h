// SPDX-License-Identifier: GPL-2.0-or-later
// What a phone does besides fetching files in the clear and CAPF: TVS, HTTPS, registration.
#pragma once

#include <vector>

#include "analyzer/phones/timeline.h"
#include "analyzer/sequence/verdict.h"

namespace capf::sequence {

// Earliest first.
[[nodiscard]] std::vector<ServiceEvent> service_events(const phones::Phone &phone);

}  // namespace capf::sequence
