// SPDX-License-Identifier: GPL-2.0-or-later
// Remarks that make no verdict: about a phone's files and certificates, and about the capture itself.
#pragma once

#include "analyzer/judge/history.h"

namespace capf::judge {

[[nodiscard]] Findings phone_notices(const History &history);
// By the service lists that the user gave: those services are stopped whose absence the first of `diagnoses` may be.
[[nodiscard]] Findings stopped_services(const History &history, const Findings &diagnoses);
// Trust lists that are none of those which CUCM showed the user.
[[nodiscard]] Findings unlike_shown_lists(const History &history);

}  // namespace capf::judge
