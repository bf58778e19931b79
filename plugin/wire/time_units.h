// SPDX-License-Identifier: GPL-2.0-or-later
// Times are nanoseconds since 1970, as in pcapng and in Wireshark's fields; spans are nanoseconds.
#pragma once

#include <cstdint>

namespace capf::wire {

inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
inline constexpr std::int64_t kSecondsPerMinute = 60;
inline constexpr std::int64_t kSecondsPerHour = 3600;
inline constexpr std::int64_t kSecondsPerDay = 86'400;
inline constexpr std::int64_t kNanosecondsPerDay = kSecondsPerDay * kNanosecondsPerSecond;

}  // namespace capf::wire
