// SPDX-License-Identifier: GPL-2.0-or-later
// What a text report says of a phone below its first ten lines.
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/phone_block.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

// The ten steps, a line each or more.
[[nodiscard]] std::string steps_text(const findings::PhoneReport &phone, const Screen &screen);

// The other causes, what remains to do, what failed before, the notices. Empty when there is nothing of it.
[[nodiscard]] std::string rest_text(const findings::CaptureReport &capture, const findings::PhoneReport &phone,
                                    const PhoneSummary &summary, const PhoneBlock &block, const Screen &screen);

// The ladder, the rounds, and on what it rests that a session is the phone's.
[[nodiscard]] std::string course_text(const findings::CaptureReport &capture, const findings::PhoneReport &phone,
                                      const std::vector<LadderLine> &ladder, const TextOptions &options);

}  // namespace capf::report
