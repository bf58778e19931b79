// SPDX-License-Identifier: GPL-2.0-or-later
// The documented sequence, phone by phone: which step holds, which failed, and the verdict.
#pragma once

#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/history.h"
#include "analyzer/phones/timeline.h"
#include "analyzer/phones/visibility.h"

namespace capf::judge {

[[nodiscard]] findings::PhoneReport judge_phone(const phones::Phone &phone, const JudgeOptions &options,
                                                const phones::Recording &recording);

}  // namespace capf::judge
