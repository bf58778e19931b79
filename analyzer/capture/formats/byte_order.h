// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers in a file that was written in either byte order, and in packets.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace capf::capture {

static_assert(std::endian::native == std::endian::little || std::endian::native == std::endian::big);

inline std::uint16_t swapped(std::uint16_t value) {
    return __builtin_bswap16(value);
}
inline std::uint32_t swapped(std::uint32_t value) {
    return __builtin_bswap32(value);
}
inline std::uint64_t swapped(std::uint64_t value) {
    return __builtin_bswap64(value);
}

// Reads the number at `from`, which need not be aligned, turned round when `swap`.
template <typename Number>
inline Number number_at(const std::uint8_t *from, bool swap) {
    Number value;
    std::memcpy(&value, from, sizeof value);
    return swap ? swapped(value) : value;
}

// Network byte order.
inline std::uint16_t network16(const std::uint8_t *from) {
    return number_at<std::uint16_t>(from, std::endian::native == std::endian::little);
}
inline std::uint32_t network32(const std::uint8_t *from) {
    return number_at<std::uint32_t>(from, std::endian::native == std::endian::little);
}

}  // namespace capf::capture
