// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/input_window.h"

#include <algorithm>
#include <cstring>

namespace capf::capture {

InputWindow::InputWindow(std::unique_ptr<ByteSource> source, std::uint64_t offset)
    : source_(std::move(source)), offset_(offset), read_(offset) {
    make_room(kPiece);
}

// Reads go to the beginning of a page. Moves what is there so that it ends where a page begins, with room for `wanted`
// bytes in all.
void InputWindow::make_room(std::size_t wanted) {
    const std::size_t there = size(), front = (there + kPage - 1) / kPage * kPage;
    const std::size_t needed = front + (wanted + kPiece) / kPage * kPage;
    if (needed > capacity_) {
        PageBuffer larger = make_page_buffer(needed);
        if (there > 0) std::memcpy(larger.get() + front - there, buffer_.get() + begin_, there);
        buffer_ = std::move(larger);
        capacity_ = needed;
    } else if (there > 0) {
        std::memmove(buffer_.get() + front - there, buffer_.get() + begin_, there);
    }
    begin_ = front - there;
    end_ = front;
}

bool InputWindow::fill(std::size_t wanted) {
    if (size() >= wanted) return true;
    if (ended_) return false;
    make_room(wanted);
    while (size() < wanted) {
        // The next read begins at a page of the file again, whatever was read of it before.
        const std::size_t piece = kPiece - static_cast<std::size_t>(read_ % kPiece);
        const std::ptrdiff_t n = source_->read(buffer_.get() + end_, std::min(capacity_ - end_, piece));
        if (n <= 0) {
            ended_ = true;
            return false;
        }
        end_ += static_cast<std::size_t>(n);
        read_ += static_cast<std::uint64_t>(n);
    }
    return true;
}

bool InputWindow::skip(std::uint64_t bytes) {
    while (bytes > 0) {
        if (size() == 0 && !fill(1)) return false;
        const std::size_t n = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, size()));
        consume(n);
        bytes -= n;
    }
    return true;
}

bool InputWindow::jump(std::uint64_t offset) {
    if (offset == offset_) return true;
    if (!source_->seek(offset)) return false;
    begin_ = end_ = 0;
    offset_ = read_ = offset;
    ended_ = false;
    return true;
}

}  // namespace capf::capture
