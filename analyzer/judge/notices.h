// SPDX-License-Identifier: GPL-2.0-or-later
// Remarks that make no verdict: about a phone's files and certificates, and about the capture itself.
#pragma once

#include "analyzer/judge/history.h"

namespace capf::judge {

[[nodiscard]] Findings phone_notices(const History &history);

}  // namespace capf::judge
