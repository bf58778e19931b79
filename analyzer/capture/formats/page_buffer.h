// SPDX-License-Identifier: GPL-2.0-or-later
// Memory for reading a file to. From the page cache to a few bytes behind the same place in another page, the processor
// copies at a quarter of its speed (it takes the loads for the stores before them); memory that malloc() gives for a
// large buffer begins just there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace capf::capture {

inline constexpr std::size_t kPage = 4096;  // bytes

struct FreeMemory {
    void operator()(std::uint8_t *memory) const { std::free(memory); }
};

using PageBuffer = std::unique_ptr<std::uint8_t[], FreeMemory>;

// `size` bytes from the beginning of a page on, with no value. Throws std::bad_alloc.
[[nodiscard]] inline PageBuffer make_page_buffer(std::size_t size) {
    PageBuffer buffer(static_cast<std::uint8_t *>(std::aligned_alloc(kPage, (size + kPage - 1) / kPage * kPage)));
    if (buffer == nullptr) throw std::bad_alloc();
    return buffer;
}

}  // namespace capf::capture
