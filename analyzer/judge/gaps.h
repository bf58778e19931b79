// SPDX-License-Identifier: GPL-2.0-or-later
// What a capture leaves open: why it decides nothing, and which of Cisco's points it does not answer.
#pragma once

#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/history.h"

namespace capf::judge {

// Why nothing is decided, the weightiest first; at least one. `candidates`: what may be wrong with the phone.
[[nodiscard]] std::vector<findings::Gap> gaps_of(const History &history, const findings::Findings &candidates);

// Cisco's troubleshooting list ("Enabling the Encrypted Configuration Feature on CUCM"), without what the steps of
// `report` answer, and without what cannot bear on its first diagnosis.
[[nodiscard]] std::vector<findings::CheckPoint> open_points(const findings::PhoneReport &report);

// The last configuration names this host as a CAPF server.
[[nodiscard]] bool is_configured(const History &history, const HostName &server);

}  // namespace capf::judge
