// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/byte_reader.h"

#include <algorithm>

namespace capf::wire {

namespace {

std::uint32_t big_endian(Bytes bytes) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    return value;
}

}  // namespace

std::optional<std::uint8_t> ByteReader::u8() {
    const auto bytes = take(1);
    if (!bytes) return std::nullopt;
    return (*bytes)[0];
}

std::optional<std::uint16_t> ByteReader::u16() {
    const auto bytes = take(2);
    if (!bytes) return std::nullopt;
    return static_cast<std::uint16_t>(big_endian(*bytes));
}

std::optional<std::uint32_t> ByteReader::u32() {
    const auto bytes = take(4);
    if (!bytes) return std::nullopt;
    return big_endian(*bytes);
}

std::optional<Bytes> ByteReader::take(std::size_t length) {
    if (length > remaining()) return std::nullopt;
    return take_at_most(length);
}

Bytes ByteReader::take_at_most(std::size_t length) {
    const Bytes taken = bytes_.subspan(position_, std::min(length, remaining()));
    position_ += taken.size();
    return taken;
}

Range ByteReader::skip_at_most(std::size_t length) {
    const std::size_t from = offset();
    return {from, take_at_most(length).size()};
}

}  // namespace capf::wire
