// SPDX-License-Identifier: GPL-2.0-or-later
// What went over the wire of a phone besides files, event by event.
#pragma once

#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/capf_dialogue.h"
#include "analyzer/phones/phone_directory.h"

namespace capf::judge {

// Of one CAPF session, earliest first: TCP, TLS, messages.
[[nodiscard]] std::vector<findings::Event> session_events(const CapfDialogue &dialogue);
// TVS, provisioning over HTTPS, registration; earliest first.
[[nodiscard]] std::vector<findings::Event> service_events(const phones::Phone &phone);

}  // namespace capf::judge
