// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of the frames that were chosen: in memory as long as they are few, then in a temporary file without a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace capf::capture {

class FrameStore {
public:
    FrameStore() = default;
    ~FrameStore();
    FrameStore(const FrameStore &) = delete;
    FrameStore &operator=(const FrameStore &) = delete;

    // Keeps a copy and returns the number under which get() finds it; -1 when there is no room, see error().
    std::int64_t add(const std::uint8_t *bytes, std::uint32_t length);
    // Valid until the next call; null when the temporary file cannot be read.
    const std::uint8_t *get(std::int64_t position, std::uint32_t length);
    void clear();
    void swap(FrameStore &other) noexcept;
    [[nodiscard]] const std::string &error() const { return error_; }

private:
    static constexpr std::size_t kChunk = 1024U * 1024;
    static constexpr std::int64_t kMostInMemory = 24LL * 1024 * 1024;

    bool spill();

    std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
    std::size_t used_ = kChunk;  // of the last chunk
    std::vector<std::uint8_t> to_write_, scratch_;
    std::int64_t written_ = 0;  // bytes in the file
    int file_ = -1;
    std::string error_;
};

}  // namespace capf::capture
