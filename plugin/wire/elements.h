// SPDX-License-Identifier: GPL-2.0-or-later
// What the parsers of CAPF, TVS, signed headers and trust lists share: elements of tag (u8), length (u16) and value.
// For plugin/wire alone.
#pragma once

#include <optional>

#include "plugin/wire/byte_reader.h"

namespace capf::wire {

inline constexpr std::size_t kElementHeaderLength = 3;

struct Element {
    std::uint8_t tag = 0;
    std::uint16_t declared_length = 0;
    Range header;  // tag and length
    Range value;   // clipped to what the reader has

    [[nodiscard]] bool clipped() const { return value.length < declared_length; }
    // Where the value would end if all of it were there.
    [[nodiscard]] std::size_t declared_end() const { return value.offset + declared_length; }
    [[nodiscard]] Range whole() const { return {header.offset, header.length + value.length}; }
};

// The next element, or nothing (and the reader stays) when fewer than the three bytes of its header are left.
[[nodiscard]] std::optional<Element> read_element(ByteReader &reader);

// A big-endian number of 1, 2 or 4 bytes; nothing for any other length.
[[nodiscard]] std::optional<std::uint32_t> read_number(Bytes value);

// The text up to the first NUL, or all of it when there is none.
[[nodiscard]] std::string read_text(Bytes value);

// "REASON", or "element 14" for a tag without a name.
[[nodiscard]] std::string label(std::span<const NamedValue> names, std::uint8_t tag);

// "1 byte", "2 bytes".
[[nodiscard]] std::string count_bytes(std::size_t count);

}  // namespace capf::wire
