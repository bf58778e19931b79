// SPDX-License-Identifier: GPL-2.0-or-later
// Changes messages and signed files element by element, and makes the lengths right again.
//
// A mutation of single bytes mostly breaks a length, and then all that stands behind it is read as nonsense: the
// parsers would only ever be tried on their first lines. Here a mutation reaches the values and the order of elements,
// at any depth, and the lengths of everything around them follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace capf::fuzz {

using Buffer = std::vector<std::uint8_t>;

// How a protocol writes its elements.
struct TlvFormat {
    std::size_t header_length = 0;             // bytes before the first element
    std::optional<std::size_t> length_at;      // where the header holds the body's length (u16)
    std::span<const std::uint8_t> containers;  // tags whose value is elements
    std::optional<std::uint8_t> padding_tag;   // one byte without a length
    // Tag whose value (u16) says how long all elements of its run are; of the signed header and of each record.
    std::optional<std::uint8_t> run_length_tag;
    bool payload_is_records = false;  // what follows the run is runs in which tag 1 says their length
};

extern const TlvFormat kCapfFormat, kTvsFormat, kSignedFileFormat;

// Changes `bytes` in place, at most to `most` bytes. The same seed does the same.
void mutate_elements(const TlvFormat &format, Buffer &bytes, std::size_t most, unsigned seed);

// For LLVMFuzzerCustomMutator: returns the new size.
std::size_t mutate_elements(const TlvFormat &format, std::uint8_t *data, std::size_t size, std::size_t most,
                            unsigned seed);

}  // namespace capf::fuzz

// libFuzzer's own mutation of bytes; the replay driver has a plain one.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t *data, std::size_t size, std::size_t most);
