// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/decompression.h"

#include <algorithm>
#include <memory>

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include "analyzer/capture/formats/page_buffer.h"

namespace capf::capture {
namespace {

constexpr std::size_t kInputPiece = 64U * 1024;

// What is common to the three: compressed bytes come in pieces, and a stream must end where a member does.
class Decompressor : public ByteSource {
public:
    explicit Decompressor(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

    // As much as there is room for: who reads ahead wakes another thread after each read.
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        std::size_t written = 0;
        while (written < size && error_.empty()) {
            if (used_ == there_ && !more_pending() && !next_piece()) break;
            written += decode(out + written, size - written);
        }
        if (written > 0) return static_cast<std::ptrdiff_t>(written);
        return error_.empty() ? 0 : -1;
    }

protected:
    // Decodes from rest() to `out`, calls used() and between_members(); the number of bytes written.
    virtual std::size_t decode(std::uint8_t *out, std::size_t size) = 0;

    [[nodiscard]] const std::uint8_t *rest() const { return piece_.get() + used_; }
    [[nodiscard]] std::size_t rest_size() const { return there_ - used_; }
    void used(std::size_t bytes) { used_ += bytes; }
    void between_members(bool yes) { between_members_ = yes; }
    // The decoder may hold output that needs no further input.
    void output_was_full(bool yes) { output_was_full_ = yes; }
    void fail(const std::string &why) { error_ = "the compressed data is damaged: " + why; }
    // Bytes behind the last member that begin no other are not ours; gzip itself ignores them as well.
    void stop() { stopped_ = true; }
    [[nodiscard]] bool is_between_members() const { return between_members_; }

private:
    [[nodiscard]] bool more_pending() const { return output_was_full_; }

    bool next_piece() {
        if (stopped_) return false;
        const std::ptrdiff_t n = source_->read(piece_.get(), kInputPiece);
        if (n < 0) error_ = source_->error();
        if (n == 0 && !between_members_) error_ = "the compressed data ends early";
        used_ = 0;
        there_ = n > 0 ? static_cast<std::size_t>(n) : 0;
        return n > 0;
    }

    std::unique_ptr<ByteSource> source_;
    PageBuffer piece_ = make_page_buffer(kInputPiece);
    std::size_t used_ = 0, there_ = 0;
    bool between_members_ = true, output_was_full_ = false, stopped_ = false;
};

class GzipSource : public Decompressor {
public:
    explicit GzipSource(std::unique_ptr<ByteSource> source) : Decompressor(std::move(source)) {
        constexpr int kGzipOnly = 16 + MAX_WBITS;
        if (inflateInit2(&stream_, kGzipOnly) != Z_OK) fail("no memory");
    }
    ~GzipSource() override { inflateEnd(&stream_); }
    GzipSource(const GzipSource &) = delete;
    GzipSource &operator=(const GzipSource &) = delete;

private:
    std::size_t decode(std::uint8_t *out, std::size_t size) override {
        stream_.next_in = const_cast<Bytef *>(rest());
        stream_.avail_in = static_cast<uInt>(rest_size());
        stream_.next_out = out;
        stream_.avail_out = static_cast<uInt>(size);
        between_members(false);
        const int result = inflate(&stream_, Z_NO_FLUSH);
        used(rest_size() - stream_.avail_in);
        const std::size_t written = size - stream_.avail_out;
        output_was_full(result == Z_OK && stream_.avail_out == 0);
        if (result == Z_STREAM_END) {
            members_ = true;
            between_members(true);
            inflateReset(&stream_);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            // Padding behind the last member is no damage.
            if (members_ && stream_.total_out == 0) {
                between_members(true);
                used(rest_size());
                stop();
            } else {
                fail(stream_.msg != nullptr ? stream_.msg : "no gzip");
            }
        }
        return written;
    }

    z_stream stream_{};
    bool members_ = false;  // at least one was whole
};

class ZstdSource : public Decompressor {
public:
    explicit ZstdSource(std::unique_ptr<ByteSource> source)
        : Decompressor(std::move(source)), context_(ZSTD_createDCtx()) {}
    ~ZstdSource() override { ZSTD_freeDCtx(context_); }
    ZstdSource(const ZstdSource &) = delete;
    ZstdSource &operator=(const ZstdSource &) = delete;

private:
    std::size_t decode(std::uint8_t *out, std::size_t size) override {
        ZSTD_inBuffer in{rest(), rest_size(), 0};
        ZSTD_outBuffer to{out, size, 0};
        const std::size_t result = ZSTD_decompressStream(context_, &to, &in);
        used(in.pos);
        if (ZSTD_isError(result) != 0) {
            fail(ZSTD_getErrorName(result));
            return to.pos;
        }
        between_members(result == 0);
        output_was_full(result != 0 && to.pos == to.size);
        return to.pos;
    }

    ZSTD_DCtx *context_;
};

class Lz4Source : public Decompressor {
public:
    explicit Lz4Source(std::unique_ptr<ByteSource> source) : Decompressor(std::move(source)) {
        if (LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) != 0U) fail("no memory");
    }
    ~Lz4Source() override { LZ4F_freeDecompressionContext(context_); }
    Lz4Source(const Lz4Source &) = delete;
    Lz4Source &operator=(const Lz4Source &) = delete;

private:
    std::size_t decode(std::uint8_t *out, std::size_t size) override {
        std::size_t in = rest_size(), written = size;
        const std::size_t result = LZ4F_decompress(context_, out, &written, rest(), &in, nullptr);
        if (LZ4F_isError(result) != 0U) {
            fail(LZ4F_getErrorName(result));
            return 0;
        }
        used(in);
        between_members(result == 0);
        output_was_full(result != 0 && written == size);
        return written;
    }

    LZ4F_dctx *context_ = nullptr;
};

}  // namespace

Compression compression_of(std::string_view beginning) {
    using namespace std::string_view_literals;
    if (beginning.starts_with("\x1f\x8b"sv)) return Compression::gzip;
    if (beginning.starts_with("\x28\xb5\x2f\xfd"sv)) return Compression::zstd;
    if (beginning.starts_with("\x04\x22\x4d\x18"sv)) return Compression::lz4;
    return Compression::none;
}

std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> source, Compression compression) {
    switch (compression) {
        case Compression::gzip:
            return std::make_unique<GzipSource>(std::move(source));
        case Compression::zstd:
            return std::make_unique<ZstdSource>(std::move(source));
        case Compression::lz4:
            return std::make_unique<Lz4Source>(std::move(source));
        case Compression::none:
            break;
    }
    return source;
}

}  // namespace capf::capture
