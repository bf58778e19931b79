// SPDX-License-Identifier: GPL-2.0-or-later
// What logs decide that packets do not show, and where the two contradict.
#pragma once

#include "analyzer/findings/capture_report.h"

namespace capf::judge {

// For a phone that was judged by its packets, with its log lines: raises and refutes candidates, adds diagnoses that a
// program reports, and notices of contradictions. A phone without log lines stays as it is.
void judge_reported(findings::PhoneReport &phone);

}  // namespace capf::judge
