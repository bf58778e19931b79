// SPDX-License-Identifier: GPL-2.0-or-later
// Two captures of one event, joined into one story per phone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/pair/losses.h"
#include "analyzer/sequence/verdict.h"

namespace capf::pair {

// What each capture alone says of one phone.
struct BothEnds {
    sequence::PhoneReport at_phone;
    std::optional<sequence::PhoneReport> at_cucm;  // none: CUCM's capture does not hold this phone
};

struct PairReport {
    std::string phone_file, cucm_file;
    std::optional<ClockOffset> clock;  // none: no packet is in both
    std::size_t common_packets = 0, common_flows = 0;
    std::vector<Loss> losses;
    sequence::CaptureReport joined;         // as for one capture: the phone's
    std::vector<Side> frames_in;            // for each phone of `joined`: which capture its frame numbers are of
    std::vector<BothEnds> ends;             // for each phone of `joined`
    std::vector<std::string> only_at_cucm;  // device names, or addresses, of phones that only CUCM's capture holds

    [[nodiscard]] const std::string &file_of(Side side) const { return side == Side::phone ? phone_file : cucm_file; }
};

// `phone` and `cucm` are the verdicts of each capture alone.
[[nodiscard]] PairReport join(sequence::CaptureReport phone, const std::vector<Flow> &phone_flows,
                              const sequence::CaptureReport &cucm, const std::vector<Flow> &cucm_flows);

// The losses of a phone's flows. They stay in `report`.
[[nodiscard]] std::vector<const Loss *> losses_of(const PairReport &report, const sequence::PhoneReport &phone);
// A loss in one clause, with the frames and their file.
[[nodiscard]] std::string describe(const Loss &loss, const PairReport &report);

}  // namespace capf::pair
