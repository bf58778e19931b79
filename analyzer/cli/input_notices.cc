// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/input_notices.h"

#include <fmt/format.h>

#include "analyzer/logs/input/walk_input.h"

namespace capf::cli {

std::string obstacle_text(const logs::InputNotice &notice) {
    switch (notice.what) {
        case logs::Obstacle::unreadable:
            return notice.detail;
        case logs::Obstacle::damaged:
            return "damaged, what came before counts: " + notice.detail;
        case logs::Obstacle::encrypted:
            return notice.count == 1 ? "1 file in it needs a password and is left out"
                                     : fmt::format("{} files in it need a password and are left out", notice.count);
        case logs::Obstacle::too_deep:
            return fmt::format("is in more than {} archives, one in the other, and is left out",
                               logs::WalkLimits().depth);
        case logs::Obstacle::too_many_files:
            return fmt::format("holds more than {} files; the rest is left out", logs::WalkLimits().files);
        case logs::Obstacle::too_large:
            return "unpacks to more than is read; the rest is left out";
        case logs::Obstacle::bomb:
            return fmt::format("unpacks to more than {} times its size, which no log does; the rest is left out",
                               logs::WalkLimits().ratio);
        case logs::Obstacle::no_room:
            return "cannot be unpacked: " + notice.detail;
    }
    return "";
}

}  // namespace capf::cli
