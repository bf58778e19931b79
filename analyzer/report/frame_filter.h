// SPDX-License-Identifier: GPL-2.0-or-later
// Frame numbers as a person reads them, and as Wireshark filters by them.
#pragma once

#include <string>

#include "analyzer/sequence/verdict.h"

namespace capf::report {

// "frame.number in {13, 22..24}"; empty without frames. Wireshark 4.0 and later read it.
[[nodiscard]] std::string frame_filter(const sequence::Frames &frames);

// "13, 22–24, …", at most `most` runs.
[[nodiscard]] std::string frame_list(const sequence::Frames &frames, std::size_t most);

}  // namespace capf::report
