// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of a capture as a stream: from a file or a pipe, decompressed on the way where that is needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace capf::capture {

// Bytes in the order of the capture. Not for use from two threads.
class ByteSource {
public:
    ByteSource() = default;
    virtual ~ByteSource() = default;
    ByteSource(const ByteSource &) = delete;
    ByteSource &operator=(const ByteSource &) = delete;

    // Reads at most `size` bytes to `out` and returns how many: 0 at the end, -1 after an error (see error()).
    virtual std::ptrdiff_t read(std::uint8_t *out, std::size_t size) = 0;
    // Goes on reading at this byte of the stream. False where that is not possible.
    virtual bool seek(std::uint64_t /*offset*/) { return false; }
    // The end that read() told of is none of the capture's: somebody wanted no more, perhaps within a record.
    [[nodiscard]] virtual bool was_stopped() const { return false; }
    // Why read() gave -1. A compressed stream that ends inside a member is an error, after all that it still gave.
    [[nodiscard]] const std::string &error() const { return error_; }

protected:
    std::string error_;
};

// Reads the descriptor, which stays the caller's, from where it stands.
[[nodiscard]] std::unique_ptr<ByteSource> descriptor_source(int descriptor);

// Reads the file from `begin` on, wherever the descriptor stands, and up to `wanted_end` in large reads: what is read
// beyond that belongs to somebody else, and is only what a record needs that begins before it.
[[nodiscard]] std::unique_ptr<ByteSource> chunk_source(int descriptor, std::uint64_t begin, std::uint64_t wanted_end);

// Gives `begin` first, and then what `rest` gives: for looking at a stream that cannot be read twice.
[[nodiscard]] std::unique_ptr<ByteSource> source_with_beginning(std::string begin, std::unique_ptr<ByteSource> rest);

// Reads `source` ahead in a thread of its own, so that decompressing and classifying run side by side.
[[nodiscard]] std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteSource> source);

}  // namespace capf::capture
