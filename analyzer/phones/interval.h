// SPDX-License-Identifier: GPL-2.0-or-later
// A span of time.
#pragma once

#include <cstdint>

namespace capf::phones {

// Nanoseconds since 1970, both ends included.
struct Interval {
    std::int64_t begin = 0, end = 0;
};

}  // namespace capf::phones
