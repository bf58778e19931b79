// SPDX-License-Identifier: GPL-2.0-or-later
// A phone goes through the sequence in rounds: each begins when it asks for its files anew, after a reset.
#pragma once

#include <vector>

#include "analyzer/judge/history.h"

namespace capf::judge {

struct Round {
    FrameTime begin, end;  // its first and its last event
};

// In the order of time; one at least where the history has a file or a session. A round begins with a request for a
// trust list after the configuration was asked for, or with one for the configuration after CAPF or the encrypted file.
// What the phone asks for because the encrypted file was not there still belongs to the round.
[[nodiscard]] std::vector<Round> find_rounds(const History &history);

}  // namespace capf::judge
