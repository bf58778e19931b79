// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a log says something later: of each kind of line only the latest matters, so this is known at once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/findings/log_report.h"

namespace capf::judge {

class LatestLines {
public:
    // `lines` must outlive it.
    explicit LatestLines(const std::vector<findings::LogLine> &lines);

    // A line of this kind stands later than `line`, by the capture's clock or in the same log; see is_later(). `file`:
    // one about this file, whatever its case; empty: of any.
    [[nodiscard]] bool has_after(const findings::LogLine &line, const std::string &kind,
                                 const std::string &file = "") const;

private:
    struct Latest {
        const findings::LogLine *timed = nullptr;                   // of those whose time is known
        std::map<std::uint32_t, const findings::LogLine *> of_log;  // by LogLine::log
    };
    std::map<std::string, Latest> latest_;  // by kind, and by kind and file
};

}  // namespace capf::judge
