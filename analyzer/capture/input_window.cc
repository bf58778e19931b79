// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/input_window.h"

#include <algorithm>
#include <cstring>

namespace capf::capture {

bool InputWindow::fill(std::size_t wanted) {
    if (size() >= wanted) return true;
    if (ended_) return false;
    std::memmove(buffer_.data(), buffer_.data() + begin_, size());
    end_ -= begin_;
    begin_ = 0;
    if (wanted > buffer_.size()) buffer_.resize(wanted + kPiece);
    while (end_ < wanted) {
        const std::ptrdiff_t n = source_->read(buffer_.data() + end_, std::min(buffer_.size() - end_, kPiece));
        if (n <= 0) {
            ended_ = true;
            return false;
        }
        end_ += static_cast<std::size_t>(n);
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

}  // namespace capf::capture
