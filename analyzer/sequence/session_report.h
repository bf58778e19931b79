// SPDX-License-Identifier: GPL-2.0-or-later
// A CAPF session as a report shows it.
#pragma once

#include "analyzer/phones/timeline.h"
#include "analyzer/sequence/capf_dialogue.h"
#include "analyzer/sequence/verdict.h"

namespace capf::sequence {

[[nodiscard]] SessionReport report_session(const CapfDialogue &dialogue, const phones::CapfConnection &capf);

}  // namespace capf::sequence
