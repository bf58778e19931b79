// SPDX-License-Identifier: GPL-2.0-or-later
// What a slice says about its packets: the verdict, beside its evidence.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::exporting {

// About the capture as a whole: one line a phone.
[[nodiscard]] std::string slice_comment(const findings::CaptureReport &report);

// By frame of the original capture: each diagnosis and each step on every frame that it names.
using PacketComments = std::map<std::uint32_t, std::vector<std::string>>;
[[nodiscard]] PacketComments packet_comments(const findings::CaptureReport &report);

}  // namespace capf::exporting
