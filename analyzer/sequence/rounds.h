// SPDX-License-Identifier: GPL-2.0-or-later
// A phone goes through the sequence in rounds: each begins when it asks for its files anew, after a reset.
#pragma once

#include <vector>

#include "analyzer/sequence/phone_story.h"

namespace capf::sequence {

struct Round {
    FrameTime begin, end;  // its first and its last sign
    Frames frames;         // first and last
};

// In the order of time; one at least where the story has a file or a session. A round begins with a request for a trust
// list after the configuration was asked for, or with one for the configuration after CAPF or the encrypted file. What
// the phone asks for because the encrypted file was not there still belongs to the round.
[[nodiscard]] std::vector<Round> find_rounds(const PhoneStory &story);

}  // namespace capf::sequence
