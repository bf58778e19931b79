// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/frame_filter.h"

#include <algorithm>

#include <fmt/format.h>

namespace capf::report {
namespace {

struct Run {
    std::uint32_t first, last;
};

// Sorted, without repetition; frames that follow each other make one run.
std::vector<Run> runs_of(sequence::Frames frames) {
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

std::string words(const Run &run, const char *to) {
    if (run.first == run.last) return std::to_string(run.first);
    return run.last == run.first + 1 ? fmt::format("{}, {}", run.first, run.last)
                                     : fmt::format("{}{}{}", run.first, to, run.last);
}

}  // namespace

std::string frame_filter(const sequence::Frames &frames) {
    std::string list;
    for (const Run &run : runs_of(frames)) list += (list.empty() ? "" : ", ") + words(run, "..");
    return list.empty() ? "" : "frame.number in {" + list + "}";
}

std::string frame_list(const sequence::Frames &frames, std::size_t most) {
    const std::vector<Run> runs = runs_of(frames);
    std::string list;
    for (std::size_t i = 0; i < runs.size() && i < most; ++i) list += (i == 0 ? "" : ", ") + words(runs[i], "–");
    return list + (runs.size() > most ? ", …" : "");
}

}  // namespace capf::report
