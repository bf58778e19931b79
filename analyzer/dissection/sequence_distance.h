// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

namespace capf::dissection {

// From one sequence number of TCP to another, which may have begun again at 0; below 0 when `to` is the earlier one.
inline std::int32_t distance(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(to - from);
}

}  // namespace capf::dissection
