// SPDX-License-Identifier: GPL-2.0-or-later
// Which of two captures was taken nearer to the phone: what tells that they are given in the wrong order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/pair/flow_match.h"

namespace capf::pair {

enum class SideSign {
    round_trip,        // between a packet of the phone and one of CUCM more time goes by in one capture
    hop_limit,         // packets of the phone, or of CUCM, have passed fewer routers in one capture
    hardware_address,  // the phone's own Ethernet address is the source of its frames in one capture
    repetition,        // a packet that was sent again is missing from one capture: it was lost before it came there
};
[[nodiscard]] const char *name_of(SideSign sign);  // "round-trip" …

// A sign that the first capture is CUCM's and the second the phone's.
struct SwapSign {
    SideSign sign = SideSign::round_trip;
    std::size_t count = 0;                                   // how often it is seen
    std::int64_t nanoseconds = 0;                            // of a round trip: what it takes
    bool of_phone = true;                                    // the example is a packet of the phone, else of CUCM
    std::vector<std::uint32_t> first_frames, second_frames;  // the example: frames of either capture
};

// What tells that the captures are swapped. Nothing where as much as one kind of sign tells the opposite, and nothing
// where none tells anything, as when both were taken at one place. `devices`: names of phones, in upper case, by their
// addresses in the first capture.
[[nodiscard]] std::vector<SwapSign> signs_of_swap(const FlowMatch &match,
                                                  const std::map<std::string, std::string> &devices);

}  // namespace capf::pair
