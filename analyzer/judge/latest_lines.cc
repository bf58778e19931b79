// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/latest_lines.h"

#include <algorithm>

#include "analyzer/judge/log_indications.h"
#include "plugin/wire/ascii.h"

namespace capf::judge {
namespace {

using findings::LogLine;

std::string key_of(const std::string &kind, const std::string &file) {
    return kind + '\n' + wire::lower(file);
}

void keep_later(const LogLine *&latest, const LogLine &line) {
    if (latest == nullptr || is_later(line, *latest)) latest = &line;
}

}  // namespace

LatestLines::LatestLines(const std::vector<LogLine> &lines) {
    for (const LogLine &line : lines) {
        const std::string file = text_of(line, findings::Param::file);
        for (const std::string &name : {std::string(), file}) {
            Latest &latest = latest_[key_of(line.kind, name)];
            if (line.time) keep_later(latest.timed, line);
            keep_later(latest.of_log[line.log], line);
            if (file.empty()) break;
        }
    }
}

bool LatestLines::has_after(const LogLine &line, const std::string &kind, const std::string &file) const {
    const auto found = latest_.find(key_of(kind, file));
    if (found == latest_.end()) return false;
    const Latest &latest = found->second;
    if (latest.timed != nullptr && is_later(*latest.timed, line)) return true;
    const auto here = latest.of_log.find(line.log);
    return here != latest.of_log.end() && is_later(*here->second, line);
}

}  // namespace capf::judge
