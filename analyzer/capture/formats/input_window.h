// SPDX-License-Identifier: GPL-2.0-or-later
// A piece of the stream in one buffer, moved along by large reads; what straddles two reads is made contiguous.
#pragma once

#include <memory>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/capture/formats/page_buffer.h"

namespace capf::capture {

class InputWindow {
public:
    // `offset`: where the source begins in the stream.
    explicit InputWindow(std::unique_ptr<ByteSource> source, std::uint64_t offset = 0);

    // The bytes that are there without reading; they stay where they are until fill().
    [[nodiscard]] const std::uint8_t *data() const { return buffer_.get() + begin_; }
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    void consume(std::size_t bytes) {
        begin_ += bytes;
        offset_ += bytes;
    }

    // Reads until `wanted` bytes are there. False when the stream ends or fails before that: see size(), error().
    bool fill(std::size_t wanted);
    // Goes `bytes` ahead without keeping them; false when the stream ends before that.
    bool skip(std::uint64_t bytes);

    // Goes on at this byte of the stream; false where its source cannot.
    bool jump(std::uint64_t offset);

    // Where data() is in the stream, from its beginning.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }
    // Empty at a regular end.
    [[nodiscard]] const std::string &error() const { return source_->error(); }

private:
    // The second-level cache holds it, and a read of this size costs no more than a larger one.
    static constexpr std::size_t kPiece = 128U * 1024;

    void make_room(std::size_t wanted);

    std::unique_ptr<ByteSource> source_;
    PageBuffer buffer_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0, end_ = 0;  // in the buffer
    std::uint64_t offset_ = 0, read_ = 0;
    bool ended_ = false;
};

}  // namespace capf::capture
