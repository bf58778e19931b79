// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/frame_label.h"

#include <algorithm>

#include "analyzer/language/translate.h"
#include "analyzer/report/printable.h"

namespace capf::report {
namespace {

std::string base_name(const std::string &path) {
    return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

const findings::CapturePart *part_of(const findings::CaptureReport &capture, std::uint32_t frame) {
    const auto part = std::find_if(capture.parts.begin(), capture.parts.end(), [&](const findings::CapturePart &one) {
        return frame >= one.first_frame && frame - one.first_frame < one.packets;
    });
    return part == capture.parts.end() ? nullptr : &*part;
}

std::string frame_label(const findings::CaptureReport &capture, std::uint32_t frame) {
    const findings::CapturePart *part = part_of(capture, frame);
    if (part == nullptr) return std::to_string(frame);
    return printable(base_name(part->file)) + ":" + std::to_string(frame - part->first_frame + 1);
}

std::string log_label(const findings::CaptureReport &capture, std::uint32_t file, std::uint32_t line) {
    const std::string name = file < capture.log_files.size() ? capture.log_files[file].label : "log";
    return name + ":" + std::to_string(line);
}

std::string frames_text(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs) {
    // The weightiest come first: those are kept, and put in order.
    std::vector<std::uint32_t> frames = findings::positions_of(refs);
    const bool is_cut = frames.size() > kFramesShown;
    if (is_cut) frames.resize(kFramesShown);
    std::ranges::sort(frames);
    std::string words = frames.empty() ? "" : tr_plural(NP_("frame ", "frames "), frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (i > 0) words += ", ";
        words += frame_label(capture, frames[i]);
    }
    if (is_cut) words += ", …";
    std::size_t lines = 0;
    for (const findings::EvidenceRef &ref : refs) {
        if (ref.source < findings::kFirstLogSource) continue;
        if (++lines > kLinesShown) return words + ", …";
        words += (words.empty() ? "" : ", ") + log_label(capture, ref.source - findings::kFirstLogSource, ref.position);
    }
    return words;
}

}  // namespace capf::report
