// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/frame_filter.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/frame_label.h"

namespace capf::report {
namespace {

struct Run {
    std::uint32_t first, last;
};

// Sorted, without repetition; frames that follow each other make one run.
std::vector<Run> runs_of(std::vector<std::uint32_t> frames) {
    std::sort(frames.begin(), frames.end());
    std::vector<Run> runs;
    for (const std::uint32_t frame : frames) {
        if (frame == 0) continue;
        if (!runs.empty() && frame <= runs.back().last + 1) {
            runs.back().last = frame;
        } else {
            runs.push_back({frame, frame});
        }
    }
    return runs;
}

std::string run_text(const Run &run, const char *to) {
    if (run.first == run.last) return std::to_string(run.first);
    return run.last == run.first + 1 ? fmt::format("{}, {}", run.first, run.last)
                                     : fmt::format("{}{}{}", run.first, to, run.last);
}

// The frames by their numbers in the file, each once; none when they are in several.
findings::EvidenceRefs in_file(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs) {
    findings::EvidenceRefs frames;
    const findings::CapturePart *part = nullptr;
    for (findings::EvidenceRef ref : refs) {
        if (ref.position == 0 || ref.source >= findings::kFirstLogSource) continue;
        const findings::CapturePart *its_part = part_of(capture, ref.position);
        if (!frames.empty() && its_part != part) return {};
        part = its_part;
        if (part != nullptr) ref.position -= part->first_frame - 1;
        const auto same = [&](const findings::EvidenceRef &one) { return one.position == ref.position; };
        if (std::ranges::none_of(frames, same)) frames.push_back(ref);
    }
    return frames;
}

}  // namespace

std::string frame_filter(const findings::EvidenceRefs &refs) {
    std::string list;
    for (const Run &run : runs_of(findings::positions_of(refs)))
        list += (list.empty() ? "" : ", ") + run_text(run, "..");
    return list.empty() ? "" : "frame.number in {" + list + "}";
}

std::string whole_filter(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs) {
    return frame_filter(in_file(capture, refs));
}

FirstFrames first_filter(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs) {
    findings::EvidenceRefs frames = in_file(capture, refs);
    const std::size_t all = frames.size();
    frames.resize(std::min(all, kFramesShown));
    return {frame_filter(frames), frames.size() < all ? tr_format("(first {0} of {1})", frames.size(), all) : ""};
}

std::string frame_list(const findings::EvidenceRefs &refs, std::size_t most) {
    const std::vector<Run> runs = runs_of(findings::positions_of(refs));
    std::string list;
    for (std::size_t i = 0; i < runs.size() && i < most; ++i) list += (i == 0 ? "" : ", ") + run_text(runs[i], "–");
    return list + (runs.size() > most ? ", …" : "");
}

}  // namespace capf::report
