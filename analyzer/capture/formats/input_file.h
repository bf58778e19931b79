// SPDX-License-Identifier: GPL-2.0-or-later
// One input of a capture: a file, or standard input. Decides from the first bytes how it is read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/capture/formats/record_reader.h"
#include "analyzer/capture/formats/wiretap_reader.h"

namespace capf::capture {

class InputFile {
public:
    // "-" is standard input.
    explicit InputFile(std::string path) : path_(std::move(path)) {}
    // Bytes that come while they are read. For reading once more, `most_kept` of them are kept in a temporary file;
    // with 0 there is none.
    InputFile(std::string name, std::shared_ptr<ByteSource> stream, std::uint64_t most_kept)
        : path_(std::move(name)), stream_(std::move(stream)), most_kept_(most_kept) {}
    ~InputFile();
    InputFile(const InputFile &) = delete;
    InputFile &operator=(const InputFile &) = delete;

    // Our own reader from the first record on; null when wiretap must read the file, or with an error(). May be called
    // again to read once more, see is_readable_again().
    std::unique_ptr<RecordReader> open();
    // The same through wiretap, which stays open for read_again(); null with an error(). Needs start_wiretap().
    WiretapReader *open_wiretap();
    // Our reader met something that only wiretap reads.
    void leave_to_wiretap() { needs_wiretap_ = true; }
    // What comes through a pipe is not kept, or no longer: it cannot be read once more.
    void drop_copy();

    // For reading it anywhere with pread: a file as it is on disk, of size() bytes when it was opened. Else -1.
    [[nodiscard]] bool is_pipe() const { return is_pipe_; }
    [[nodiscard]] int plain_file() const { return is_pipe_ || is_compressed_ ? -1 : descriptor_; }
    [[nodiscard]] std::int64_t size() const { return size_; }

    [[nodiscard]] bool needs_wiretap() const { return needs_wiretap_; }
    [[nodiscard]] bool is_readable_again() const;
    // Its bytes ended because no more were wanted, perhaps within a record.
    [[nodiscard]] bool was_stopped() const { return stream_ != nullptr && stream_->was_stopped(); }
    // It is a file whose size or time differs from when it was opened.
    [[nodiscard]] bool has_changed() const;
    [[nodiscard]] bool is_pcapng() const { return is_pcapng_; }
    [[nodiscard]] WiretapReader *wiretap() const { return wiretap_.get(); }
    [[nodiscard]] const std::string &path() const { return path_; }
    // Without the file's name.
    [[nodiscard]] const std::string &error() const { return error_; }

private:
    struct PipeCopy;
    // Of a pipe, this much is kept in a temporary file: for wiretap, which must seek, and for a second pass.
    static constexpr std::uint64_t kMostKept = 1024ULL * 1024 * 1024;
    bool open_descriptor();

    std::string path_, error_;
    int descriptor_ = -1;
    std::int64_t size_ = 0, modified_ = 0;  // when it was opened: bytes, nanoseconds since 1970
    bool is_pipe_ = false, is_compressed_ = false, needs_wiretap_ = false, is_pcapng_ = false;
    std::shared_ptr<ByteSource> stream_;  // of a pipe
    std::uint64_t most_kept_ = kMostKept;
    std::shared_ptr<PipeCopy> copy_;  // of what came through a pipe, as long as there is room for it
    std::unique_ptr<WiretapReader> wiretap_;
};

}  // namespace capf::capture
