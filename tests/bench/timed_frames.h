// SPDX-License-Identifier: GPL-2.0-or-later
// The frames of a small capture, to be written into a large one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace capf::bench {

struct TimedFrame {
    std::uint64_t after = 0;  // microseconds after the first
    std::vector<std::uint8_t> bytes;
};

// The Ethernet frames of a pcap or pcapng file; none where it cannot be read.
[[nodiscard]] std::vector<TimedFrame> read_frames(const std::string &path);

}  // namespace capf::bench
