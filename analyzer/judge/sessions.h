// SPDX-License-Identifier: GPL-2.0-or-later
// A CAPF session as a report shows it.
#pragma once

#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/capf_dialogue.h"
#include "analyzer/phones/timeline.h"

namespace capf::judge {

[[nodiscard]] SessionReport report_session(const CapfDialogue &dialogue, const phones::CapfConnection &capf);

}  // namespace capf::judge
