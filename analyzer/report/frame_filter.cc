// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/frame_filter.h"

#include <algorithm>

#include <fmt/format.h>

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

}  // namespace

std::string frame_filter(const findings::EvidenceRefs &refs) {
    std::string list;
    for (const Run &run : runs_of(findings::positions_of(refs)))
        list += (list.empty() ? "" : ", ") + run_text(run, "..");
    return list.empty() ? "" : "frame.number in {" + list + "}";
}

std::string filter_text(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs) {
    constexpr std::size_t kLongest = 64;  // on one line of a report
    findings::EvidenceRefs in_file = refs;
    std::erase_if(in_file, [](const findings::EvidenceRef &ref) {
        return ref.position == 0 || ref.source >= findings::kFirstLogSource;
    });
    if (in_file.empty()) return "";
    const findings::CapturePart *part = part_of(capture, in_file.front().position);
    for (findings::EvidenceRef &ref : in_file) {
        if (part_of(capture, ref.position) != part) return "";
        if (part != nullptr) ref.position -= part->first_frame - 1;
    }
    std::string filter = frame_filter(in_file);
    if (filter.size() <= kLongest) return filter;
    in_file.resize(std::min(in_file.size(), kFramesShown));
    return frame_filter(in_file);
}

std::string frame_list(const findings::EvidenceRefs &refs, std::size_t most) {
    const std::vector<Run> runs = runs_of(findings::positions_of(refs));
    std::string list;
    for (std::size_t i = 0; i < runs.size() && i < most; ++i) list += (i == 0 ? "" : ", ") + run_text(runs[i], "–");
    return list + (runs.size() > most ? ", …" : "");
}

}  // namespace capf::report
