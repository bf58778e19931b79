// SPDX-License-Identifier: GPL-2.0-or-later
// Two captures of one event, joined phone by phone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/pair/losses.h"
#include "analyzer/pair/sides.h"

namespace capf::pair {

// What each capture alone says of one phone.
struct BothEnds {
    findings::PhoneReport at_phone;
    std::optional<findings::PhoneReport> at_cucm;  // none: CUCM's capture does not hold this phone
};

struct PairReport {
    std::string phone_file, cucm_file;
    std::optional<ClockOffset> clock;  // none: no packet is in both
    std::size_t common_packets = 0, common_flows = 0;
    std::vector<Loss> losses;
    std::vector<SwapSign> swapped;          // what tells that the two were given in the wrong order
    findings::CaptureReport joined;         // as for one capture: the phone's
    std::vector<Side> frames_in;            // for each phone of `joined`: which capture its frame numbers are of
    std::vector<BothEnds> ends;             // for each phone of `joined`
    std::vector<std::string> only_at_cucm;  // device names, or addresses, of phones that only CUCM's capture holds

    [[nodiscard]] const std::string &file_of(Side side) const { return side == Side::phone ? phone_file : cucm_file; }
};

// `phone` and `cucm` are the verdicts of each capture alone.
[[nodiscard]] PairReport join(findings::CaptureReport phone, const std::vector<Flow> &phone_flows,
                              const findings::CaptureReport &cucm, const std::vector<Flow> &cucm_flows);

// The losses of a phone's flows. They stay in `report`.
[[nodiscard]] std::vector<const Loss *> losses_of(const PairReport &report, const findings::PhoneReport &phone);

}  // namespace capf::pair
