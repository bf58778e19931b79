// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/input_notices.h"

#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/report/problem_text.h"

namespace capf::cli {

std::string obstacle_text(const logs::InputNotice &notice) {
    switch (notice.what) {
        case logs::Obstacle::unreadable:
            return report::problem_text(notice.detail);
        case logs::Obstacle::damaged:
            return tr_format("damaged; what comes before the damage is used: {}", notice.detail);
        case logs::Obstacle::encrypted:
            return tr_count(NP_("{} file in it needs a password and is left out",
                                "{} files in it need a password and are left out"),
                            notice.count);
        case logs::Obstacle::too_deep:
            return tr_format("is nested in more than {} archives, and is left out", logs::WalkLimits().depth);
        case logs::Obstacle::too_many_files:
            return tr_format("holds more than {} files; the rest is left out", logs::WalkLimits().files);
        case logs::Obstacle::too_large:
            return tr("unpacks to more than is read; the rest is left out");
        case logs::Obstacle::bomb:
            return tr_format("unpacks to more than {} times its size, which no log does; the rest is left out",
                             logs::WalkLimits().ratio);
        case logs::Obstacle::no_room:
            return tr_format("cannot be unpacked: {}", notice.detail);
    }
    return "";
}

void note_unrecognised(const Output &output, std::uint64_t count, const std::vector<std::string> &names) {
    if (count == 0) return;
    output.note(tr_count(NP_("{} file is neither a capture nor a log that is known",
                             "{} files are neither a capture nor a log that is known"),
                         count));
    for (const std::string &name : names) output.note(tr_format("not recognised: {}", name));
}

}  // namespace capf::cli
