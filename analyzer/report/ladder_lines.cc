// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/ladder_lines.h"

#include <algorithm>
#include <utility>

#include "analyzer/report/frame_label.h"
#include "analyzer/report/log_text.h"

namespace capf::report {

using namespace findings;

std::vector<LadderLine> ladder_lines(const CaptureReport &capture, const PhoneReport &phone) {
    std::vector<LadderLine> lines;
    for (Arrow &arrow : make_ladder(phone)) {
        std::string frame = frame_label(capture, arrow.at.position);
        lines.push_back({std::move(arrow), std::move(frame)});
    }
    for (const LogLine &one : phone.log_lines) {
        if (!one.time || !one.matters) continue;
        LadderLine &line = lines.emplace_back();
        line.arrow.at.source = kFirstLogSource + one.file;
        line.arrow.at.position = one.line;
        line.arrow.at.time = *one.time;
        line.arrow.text = log_line_text(one);
        line.frames = log_label(capture, one.file, one.line);
    }
    std::ranges::stable_sort(lines, {}, [](const LadderLine &one) { return one.arrow.at.time; });
    return lines;
}

}  // namespace capf::report
