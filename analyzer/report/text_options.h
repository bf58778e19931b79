// SPDX-License-Identifier: GPL-2.0-or-later
// How a text report looks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/findings/vocabulary.h"
#include "analyzer/report/ladder_lines.h"
#include "analyzer/report/wrap.h"

namespace capf::report {

enum class TimeDisplay {
    relative,  // seconds since the capture's first frame
    local,     // date and time in the zone of TZ
    utc,
};

// What the text is printed on.
struct Screen {
    std::size_t width = kDefaultWidth;  // columns
    std::size_t height = 0;             // lines; 0: no terminal
    bool color = false;                 // ANSI escape sequences
    bool symbols = false;               // ✓ and ✗, where the terminal shows UTF-8

    [[nodiscard]] std::string paint(const char *color_code, const std::string &text) const;
    [[nodiscard]] std::string bold(const std::string &text) const { return paint("1", text); }
    // "failed", in its color.
    [[nodiscard]] std::string verdict(findings::Verdict verdict) const;
    // "✗ " or nothing.
    [[nodiscard]] std::size_t symbol_width() const { return symbols ? 2 : 0; }
    [[nodiscard]] std::string mark(findings::Verdict verdict) const;
    // "✗ " or "[FAILED]     "; as wide for every status.
    [[nodiscard]] std::string mark(findings::StepStatus status) const;
    [[nodiscard]] std::size_t mark_width() const;
};

struct TextOptions {
    Screen screen;
    TimeDisplay time = TimeDisplay::relative;
    bool ladder = false;   // print the ladder and the rounds of each phone
    bool details = false;  // likewise the steps of all phones, where there are several
    // The ladder of the phone with this index, when it is not that of the capture alone.
    std::function<std::vector<LadderLine>(std::size_t)> ladder_of;
    // What else is to be said of it, a sentence each.
    std::function<std::vector<std::string>(std::size_t)> remarks_of;
};

}  // namespace capf::report
