// SPDX-License-Identifier: GPL-2.0-or-later
// Frame numbers as a person reads them, and as Wireshark filters by them.
#pragma once

#include <string>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// "frame.number in {13, 22..24}"; empty without frames. Wireshark 4.0 and later read it.
[[nodiscard]] std::string frame_filter(const findings::EvidenceRefs &refs);

// The same by the numbers in the file, where the capture is of several; empty when the frames are not all in one file.
[[nodiscard]] std::string whole_filter(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs);

// The same for as many frames as frames_text() names, and how many that is: "frame.number in {13, 22} (first 2 of 9)".
struct FirstFrames {
    std::string filter, note;  // the note with its brackets; empty when they are all
};
[[nodiscard]] FirstFrames first_filter(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs);

// "13, 22–24, …", at most `most` runs.
[[nodiscard]] std::string frame_list(const findings::EvidenceRefs &refs, std::size_t most);

}  // namespace capf::report
