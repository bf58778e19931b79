// SPDX-License-Identifier: GPL-2.0-or-later
// What a phone got past by another way or another attempt: a name that DNS resolved later, HTTPS that it gave up for
// HTTP, a TVS server that it left for the next one, a file that came when it asked again.
#pragma once

#include "analyzer/judge/history.h"

namespace capf::judge {

// In the order in which it failed, each code once.
[[nodiscard]] Findings overcome(const History &history);

}  // namespace capf::judge
