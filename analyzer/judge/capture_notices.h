// SPDX-License-Identifier: GPL-2.0-or-later
// Remarks about the capture itself: what is missing from it, and what that means for the verdicts.
#pragma once

#include "analyzer/findings/finding.h"
#include "analyzer/judge/capture_examples.h"

namespace capf::judge {

// What reading the file told; times in nanoseconds since 1970, frame lists hold the first few examples.
struct CaptureSummary {
    std::uint32_t packets = 0, relevant_packets = 0;  // all, and those of the flows that matter
    std::int64_t first_time = 0, last_time = 0;
    std::vector<std::uint32_t> cut_frames, backward_steps, duplicates, misplaced;  // duplicates: of relevant packets
    std::uint32_t cut_frame_count = 0, backward_step_count = 0, duplicate_count = 0, misplaced_count = 0;
    std::uint32_t longest_cut = 0;
    std::string damage;
};

[[nodiscard]] findings::Findings capture_notices(const CaptureSummary &summary, const CaptureExamples &examples);

}  // namespace capf::judge
