// SPDX-License-Identifier: GPL-2.0-or-later
// A cursor over bytes that cannot leave them.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

// Reads big-endian numbers and sub-spans from the front of `bytes`. Every call that asks for more than is left
// returns nothing and does not move. Offsets are counted from `base`, so that a reader over a part of a file still
// speaks in the file's offsets.
class ByteReader {
public:
    explicit ByteReader(Bytes bytes, std::size_t base = 0) : bytes_(bytes), base_(base) {}

    [[nodiscard]] std::size_t offset() const { return base_ + position_; }
    [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
    [[nodiscard]] bool at_end() const { return remaining() == 0; }

    std::optional<std::uint8_t> u8();
    std::optional<std::uint16_t> u16();
    std::optional<std::uint32_t> u32();
    // The next `length` bytes, or nothing when fewer are left.
    std::optional<Bytes> take(std::size_t length);
    // The next `length` bytes, or as many as are left.
    Bytes take_at_most(std::size_t length);
    // Where the next `length` bytes are, clipped to what is left; moves past them.
    Range skip_at_most(std::size_t length);

private:
    Bytes bytes_;
    std::size_t base_;
    std::size_t position_ = 0;
};

}  // namespace capf::wire
