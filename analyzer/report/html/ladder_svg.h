// SPDX-License-Identifier: GPL-2.0-or-later
// Draws a ladder as SVG.
#pragma once

#include <string>

#include "analyzer/report/html/clock.h"
#include "analyzer/report/html/markup.h"
#include "analyzer/report/ladder_rows.h"

namespace capf::report {

// Two drawings of the same rows: one for a page, one for the width of a telephone. CSS shows the one that fits.
enum class LadderShape { wide, narrow };

struct LadderDrawing {
    std::string id;           // prefix of the ids in it; rows link to "#ID-eN", N from 1
    std::string phone_title;  // over the phone's column
    std::vector<std::string> phone_addresses;
    std::string stopped;  // what the mark under the last failed row says
    Clock clock;
};

[[nodiscard]] Markup draw_ladder(const LadderRows &ladder, const LadderDrawing &drawing, LadderShape shape);

}  // namespace capf::report
