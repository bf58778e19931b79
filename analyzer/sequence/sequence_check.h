// SPDX-License-Identifier: GPL-2.0-or-later
// The documented sequence, phone by phone: which step holds, which failed, and the verdict.
#pragma once

#include "analyzer/phones/timeline.h"
#include "analyzer/sequence/phone_story.h"
#include "analyzer/sequence/verdict.h"

namespace capf::sequence {

[[nodiscard]] PhoneReport check_phone(const phones::Phone &phone, const SequenceOptions &options,
                                      FrameTime capture_begin, FrameTime capture_end);

// capfcheck's exit status for what was found: 0, 1, 3 or 4 (see the table in the manual). No phone at all is 3.
[[nodiscard]] int exit_status(const std::vector<CaptureReport> &captures);

}  // namespace capf::sequence
