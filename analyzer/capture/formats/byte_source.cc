// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/byte_source.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include "analyzer/capture/formats/interruption.h"

namespace capf::capture {
namespace {

class DescriptorSource : public ByteSource {
public:
    explicit DescriptorSource(int descriptor) : descriptor_(descriptor) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        for (;;) {
            if (!wait_for_bytes(descriptor_)) return 0;
            const ssize_t n = ::read(descriptor_, out, size);
            if (n >= 0) return n;
            if (errno == EINTR) continue;
            error_ = std::string("cannot be read: ") + std::strerror(errno);
            return -1;
        }
    }

    bool seek(std::uint64_t offset) override {
        return lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET) == static_cast<off_t>(offset);
    }

private:
    int descriptor_;
};

class ChunkSource : public ByteSource {
public:
    ChunkSource(int descriptor, std::uint64_t begin, std::uint64_t wanted_end)
        : descriptor_(descriptor), at_(begin), wanted_end_(wanted_end) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        constexpr std::size_t kBeyond = 4096;
        const std::uint64_t wanted = at_ < wanted_end_ ? wanted_end_ - at_ : kBeyond;
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(size, wanted));
        for (;;) {
            const ssize_t n = pread(descriptor_, out, most, static_cast<off_t>(at_));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) error_ = std::string("cannot be read: ") + std::strerror(errno);
            if (n > 0) at_ += static_cast<std::uint64_t>(n);
            return n;
        }
    }

private:
    int descriptor_;
    std::uint64_t at_, wanted_end_;
};

class SourceWithBeginning : public ByteSource {
public:
    SourceWithBeginning(std::string begin, std::unique_ptr<ByteSource> rest)
        : begin_(std::move(begin)), rest_(std::move(rest)) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        if (given_ < begin_.size()) {
            const std::size_t n = std::min(size, begin_.size() - given_);
            std::memcpy(out, begin_.data() + given_, n);
            given_ += n;
            return static_cast<std::ptrdiff_t>(n);
        }
        const std::ptrdiff_t n = rest_->read(out, size);
        if (n < 0) error_ = rest_->error();
        return n;
    }

    bool seek(std::uint64_t offset) override {
        given_ = begin_.size();
        return rest_->seek(offset);
    }

private:
    std::string begin_;
    std::size_t given_ = 0;
    std::unique_ptr<ByteSource> rest_;
};

// A ring of pieces between the thread that fills them and the reader that empties them.
class ReadAhead : public ByteSource {
public:
    explicit ReadAhead(std::unique_ptr<ByteSource> source) : source_(std::move(source)), filler_([this] { fill(); }) {}
    ~ReadAhead() override {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        changed_.notify_all();
        filler_.join();
    }
    ReadAhead(const ReadAhead &) = delete;
    ReadAhead &operator=(const ReadAhead &) = delete;

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        Piece &piece = pieces_[next_ % kPieces];
        if (taken_ == 0 && !wait_for_piece()) return error_.empty() ? 0 : -1;
        const std::size_t n = std::min(size, piece.length - taken_);
        std::memcpy(out, piece.bytes.get() + taken_, n);
        taken_ += n;
        if (taken_ == piece.length) hand_back();
        return static_cast<std::ptrdiff_t>(n);
    }

private:
    // LZ4's largest block: it is then decoded in its place. And threads are woken seldom.
    static constexpr std::size_t kPieces = 4, kPieceSize = 4U * 1024 * 1024;
    struct Piece {
        // Not set to zero: of a small capture, most of it is never there.
        std::unique_ptr<std::uint8_t[]> bytes = std::make_unique_for_overwrite<std::uint8_t[]>(kPieceSize);
        std::size_t length = 0;
    };

    bool wait_for_piece() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return filled_ > next_ || ended_; });
        if (filled_ > next_) return true;
        error_ = source_->error();
        return false;
    }

    void hand_back() {
        taken_ = 0;
        {
            const std::lock_guard lock(mutex_);
            ++next_;
        }
        changed_.notify_all();
    }

    // Runs in the thread.
    void fill() {
        for (std::size_t number = 0;; ++number) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return number < next_ + kPieces || stop_; });
                if (stop_) return;
            }
            Piece &piece = pieces_[number % kPieces];
            const std::ptrdiff_t n = source_->read(piece.bytes.get(), kPieceSize);
            {
                const std::lock_guard lock(mutex_);
                if (n > 0) {
                    piece.length = static_cast<std::size_t>(n);
                    ++filled_;
                } else {
                    ended_ = true;
                }
            }
            changed_.notify_all();
            if (n <= 0) return;
        }
    }

    std::unique_ptr<ByteSource> source_;
    std::array<Piece, kPieces> pieces_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t filled_ = 0, next_ = 0;  // pieces: written by the thread, emptied by the reader
    std::size_t taken_ = 0;              // bytes of the piece in hand
    bool ended_ = false, stop_ = false;
    std::thread filler_;  // last: everything that it uses is there when it starts
};

}  // namespace

std::unique_ptr<ByteSource> descriptor_source(int descriptor) {
    return std::make_unique<DescriptorSource>(descriptor);
}

std::unique_ptr<ByteSource> chunk_source(int descriptor, std::uint64_t begin, std::uint64_t wanted_end) {
    return std::make_unique<ChunkSource>(descriptor, begin, wanted_end);
}

std::unique_ptr<ByteSource> source_with_beginning(std::string begin, std::unique_ptr<ByteSource> rest) {
    return std::make_unique<SourceWithBeginning>(std::move(begin), std::move(rest));
}

std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteSource> source) {
    return std::make_unique<ReadAhead>(std::move(source));
}

}  // namespace capf::capture
