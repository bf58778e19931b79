// SPDX-License-Identifier: GPL-2.0-or-later
// The ten steps of the sequence with their status.
#pragma once

#include "analyzer/sequence/phone_story.h"

namespace capf::sequence {

// How far the last encrypted file came.
struct Outcome {
    const CheckedFile *encrypted = nullptr;  // arrived whole, and nothing shows that the phone could not use it
    bool decrypted = false;                  // with a key that the user gave
    bool not_enabled = false;
};

// All steps in order. Those that a diagnosis names are failed, the others rest on what was seen.
[[nodiscard]] std::vector<StepResult> step_results(const PhoneStory &story, const Outcome &outcome,
                                                   const std::vector<Diagnosis> &diagnoses, bool failed);

}  // namespace capf::sequence
