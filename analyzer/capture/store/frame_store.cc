// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/store/frame_store.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "analyzer/capture/formats/temporary_file.h"

namespace capf::capture {

FrameStore::~FrameStore() {
    if (file_ >= 0) close(file_);
}

std::int64_t FrameStore::add(const std::uint8_t *bytes, std::uint32_t length) {
    const auto full = static_cast<std::int64_t>(chunks_.size() * kChunk);
    if (length <= kChunk && (kChunk - used_ >= length || full < kMostInMemory)) {
        if (kChunk - used_ < length) {
            // Not set to zero: what is not used is not there.
            chunks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(kChunk));
            used_ = 0;
        }
        std::memcpy(chunks_.back().get() + used_, bytes, length);
        const auto position = static_cast<std::int64_t>((chunks_.size() - 1) * kChunk + used_);
        used_ += length;
        return position;
    }
    const std::int64_t position = kMostInMemory + written_ + static_cast<std::int64_t>(to_write_.size());
    to_write_.insert(to_write_.end(), bytes, bytes + length);
    if (to_write_.size() < kChunk || spill()) return position;
    to_write_.resize(to_write_.size() - length);  // what was kept before can be had
    return -1;
}

bool FrameStore::spill() {
    if (file_ < 0) file_ = temporary_file(error_);
    if (file_ < 0) return false;
    for (std::size_t done = 0; done < to_write_.size();) {
        const ssize_t n =
            pwrite(file_, to_write_.data() + done, to_write_.size() - done, written_ + static_cast<std::int64_t>(done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            error_ = std::string("the temporary file: ") + std::strerror(errno);
            return false;
        }
        done += static_cast<std::size_t>(n);
    }
    written_ += static_cast<std::int64_t>(to_write_.size());
    to_write_.clear();
    return true;
}

const std::uint8_t *FrameStore::get(std::int64_t position, std::uint32_t length) {
    if (position < 0) return nullptr;
    if (position < kMostInMemory) {
        const auto at = static_cast<std::size_t>(position);
        return chunks_[at / kChunk].get() + at % kChunk;
    }
    std::int64_t at = position - kMostInMemory;
    if (at >= written_) return to_write_.data() + (at - written_);
    scratch_.resize(length);
    for (std::size_t done = 0; done < length;) {
        const ssize_t n = pread(file_, scratch_.data() + done, length - done, at + static_cast<std::int64_t>(done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return nullptr;
        done += static_cast<std::size_t>(n);
    }
    return scratch_.data();
}

void FrameStore::clear() {
    chunks_.clear();
    used_ = kChunk;
    to_write_.clear();
    written_ = 0;
    error_.clear();
}

void FrameStore::swap(FrameStore &other) noexcept {
    std::swap(chunks_, other.chunks_);
    std::swap(used_, other.used_);
    std::swap(to_write_, other.to_write_);
    std::swap(scratch_, other.scratch_);
    std::swap(written_, other.written_);
    std::swap(file_, other.file_);
    std::swap(error_, other.error_);
}

}  // namespace capf::capture
