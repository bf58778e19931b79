// SPDX-License-Identifier: GPL-2.0-or-later
// What a statement rests on: how it is known, and where it is seen.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/dissection/observation.h"

namespace capf::findings {

// How a statement is known, the surest first.
enum class Evidence {
    observed,   // seen in the clear
    decrypted,  // read with keys that the user gave
    reported,   // a program says so: the phone in an alarm, or a log
    inferred,   // from sizes, directions, timing, or what follows
};
[[nodiscard]] const char *name_of(Evidence evidence);

// A place in what was read.
struct EvidenceRef {
    // Which input: 0 the capture (of a pair the phone's), 1 CUCM's capture of a pair, from kFirstLogSource on a log.
    std::uint32_t source = 0;
    std::uint32_t position = 0;  // frame number in a capture, line of a log; 0: known, and not to be found in the input
    std::int64_t time = 0;       // nanoseconds since 1970

    EvidenceRef() = default;
    // A frame of the capture.
    EvidenceRef(const dissection::FrameTime &at) : position(at.frame), time(at.time) {}  // NOLINT: a frame is evidence

    friend bool operator==(const EvidenceRef &, const EvidenceRef &) = default;
};
using EvidenceRefs = std::vector<EvidenceRef>;

// Their frame numbers, in the same order, without what is not to be found and without lines of logs.
[[nodiscard]] std::vector<std::uint32_t> positions_of(const EvidenceRefs &refs);

}  // namespace capf::findings
