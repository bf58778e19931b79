// SPDX-License-Identifier: GPL-2.0-or-later
// Remarks that make no verdict: about a phone's files and certificates, and about the capture itself.
#pragma once

#include "analyzer/sequence/phone_story.h"

namespace capf::sequence {

[[nodiscard]] std::vector<Notice> phone_notices(const PhoneStory &story);

}  // namespace capf::sequence
