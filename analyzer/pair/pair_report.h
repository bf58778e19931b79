// SPDX-License-Identifier: GPL-2.0-or-later
// Two captures of one event, joined into one story per phone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/pair/losses.h"
#include "analyzer/sequence/verdict.h"

namespace capf::pair {

struct PairReport {
    std::string phone_file, cucm_file;
    std::optional<ClockOffset> clock;  // none: no packet is in both
    std::size_t common_packets = 0, common_flows = 0;
    std::vector<Loss> losses;
    sequence::CaptureReport joined;  // as for one capture: the phone's
    std::vector<Side> frames_in;     // for each phone of `joined`: which capture its frame numbers are of

    [[nodiscard]] const std::string &file_of(Side side) const { return side == Side::phone ? phone_file : cucm_file; }
};

// `phone` and `cucm` are the verdicts of each capture alone.
[[nodiscard]] PairReport join(sequence::CaptureReport phone, const std::vector<Flow> &phone_flows,
                              const sequence::CaptureReport &cucm, const std::vector<Flow> &cucm_flows);

// A loss in one clause, with the frames and their file.
[[nodiscard]] std::string describe(const Loss &loss, const PairReport &report);

}  // namespace capf::pair
