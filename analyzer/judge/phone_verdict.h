// SPDX-License-Identifier: GPL-2.0-or-later
// The verdict on one phone's history, as if the capture ended where the history does.
#pragma once

#include "analyzer/judge/steps.h"

namespace capf::judge {

struct Judgement {
    Verdict verdict = Verdict::incomplete;
    Outcome outcome;
    Findings diagnoses;  // the likeliest first
};

[[nodiscard]] Judgement judge_history(const History &history);

// What is wrong with one CAPF attempt.
[[nodiscard]] Findings faults_of(const History &history, const CapfDialogue &dialogue);

}  // namespace capf::judge
