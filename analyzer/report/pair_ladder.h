// SPDX-License-Identifier: GPL-2.0-or-later
// What went over the wire of one phone as both ends saw it: one ladder, by the phone's clock.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/pair/pair_report.h"
#include "analyzer/report/ladder.h"

namespace capf::report {

struct JoinedArrow {
    Arrow arrow;  // by the phone's clock; addresses as in the capture that holds it, the phone's first
    std::uint32_t phone_frame = 0;     // 0: not in the phone's capture
    std::uint32_t cucm_frame = 0;      // 0: not in CUCM's
    const pair::Loss *loss = nullptr;  // what became of it, where the packets tell
};

// Of the phone with this index in `report.joined`, earliest first. What was lost on the way has a line even if neither
// capture alone has one for it.
[[nodiscard]] std::vector<JoinedArrow> joined_ladder(const pair::PairReport &report, std::size_t phone);

// "29 | 17"; where one side has no frame, what is known of it: "29 | lost", "29 | never sent", "- | 17".
[[nodiscard]] std::string frames_of_both(const JoinedArrow &joined);

}  // namespace capf::report
