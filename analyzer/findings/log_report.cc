// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/findings/log_report.h"

#include <tuple>

namespace capf::findings {

bool is_later(const LogLine &one, const LogLine &other) {
    if (one.time && other.time) return *one.time > *other.time;
    return one.log == other.log && stands_before(other, one);
}

bool stands_before(const LogLine &one, const LogLine &other) {
    const auto moment = std::tie(one.log, one.stretch, one.at),
               other_moment = std::tie(other.log, other.stretch, other.at);
    if (moment != other_moment) return moment < other_moment;
    const auto place = std::tie(one.file, one.line), other_place = std::tie(other.file, other.line);
    return one.newest_first ? place > other_place : place < other_place;
}

}  // namespace capf::findings
