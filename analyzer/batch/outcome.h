// SPDX-License-Identifier: GPL-2.0-or-later
// How a worker ended.
#pragma once

#include <cstdint>
#include <string>

namespace capf::batch {

enum class Ending {
    finished,       // its result is whole
    crashed,        // by itself: a signal for a fault of its own, an exception, a result that is none
    timed_out,      // and was killed for it
    out_of_memory,  // it, or its result, wanted more than it may have
    killed,         // by a signal from outside, SIGKILL above all: by the system's memory killer, or a person
};

struct Outcome {
    Ending ending = Ending::finished;
    std::string reason;  // one clause; empty when it finished
    std::string result;  // what the job returned
    double seconds = 0;
    std::uint64_t memory = 0;  // the most it had at a time, in bytes, with what it shares with its parent
};

}  // namespace capf::batch
