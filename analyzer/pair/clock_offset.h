// SPDX-License-Identifier: GPL-2.0-or-later
// How far apart the clocks of two captures are, from the times of packets that both hold.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace capf::pair {

// One packet in both captures. Times in nanoseconds, each by its own capture's clock.
struct CommonPacket {
    std::int64_t phone_time = 0, cucm_time = 0;
    bool from_phone = false;
    bool certain = false;  // its bytes stand only once in each capture

    [[nodiscard]] std::int64_t difference() const { return cucm_time - phone_time; }
};

struct ClockOffset {
    std::int64_t at = 0;                      // phone's time at which `offset` holds: its first common packet
    std::int64_t offset = 0;                  // CUCM's clock minus the phone's, nanoseconds
    std::optional<std::int64_t> uncertainty;  // half of the least round trip between the two places; none when common
                                              // packets went one way only and the delay is inside the offset
    double drift = 0;                         // CUCM's clock gains this many seconds a second; 0 unless it is certain
    std::size_t packets = 0;                  // that agree on it

    // The phone's time in CUCM's clock.
    [[nodiscard]] std::int64_t to_cucm(std::int64_t phone_time) const;
    [[nodiscard]] std::int64_t to_phone(std::int64_t cucm_time) const;
};

// The offset on which most of the packets agree, within half a second; among those the ones with the least delay
// decide: what a packet from the phone and one to the phone took at least, is taken to be the same. Nothing without a
// certain packet, or three others that agree.
[[nodiscard]] std::optional<ClockOffset> find_clock_offset(std::vector<CommonPacket> packets);

}  // namespace capf::pair
