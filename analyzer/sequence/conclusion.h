// SPDX-License-Identifier: GPL-2.0-or-later
// What a person wants to read first: what happened, what that means, what to do.
#pragma once

#include <string>

#include "analyzer/sequence/phone_story.h"
#include "analyzer/sequence/step_results.h"

namespace capf::sequence {

// One plain paragraph about the phone, with the names and addresses of this capture. What to do follows the order of
// Cisco's troubleshooting list for the encrypted configuration feature: what the capture answers is left out.
[[nodiscard]] std::string conclude(const PhoneStory &story, const Outcome &outcome, const PhoneReport &report);

}  // namespace capf::sequence
