// SPDX-License-Identifier: GPL-2.0-or-later
// The ten steps of the sequence with their status.
#pragma once

#include "analyzer/judge/history.h"

namespace capf::judge {

// How far the last encrypted file came.
struct Outcome {
    const CheckedFile *encrypted = nullptr;  // arrived whole, and nothing shows that the phone could not use it
    bool decrypted = false;                  // with a key that the user gave
    bool not_enabled = false;
};

// All steps in order. Failed are that of the first diagnosis and those that were tried and of which another diagnosis
// tells the end; the others rest on what was seen.
[[nodiscard]] std::vector<StepResult> step_results(const History &history, const Outcome &outcome,
                                                   const Findings &diagnoses, bool failed);

}  // namespace capf::judge
