// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <vector>

namespace capf::logs {
namespace {

constexpr std::size_t kPiece = 128U * 1024;
constexpr int kMostRetries = 1000;  // of members that libarchive passes over

}  // namespace

// What libarchive's callbacks read from.
struct ArchiveReader::Input {
    capture::ByteSource *source = nullptr;
    int descriptor = -1;
    std::int64_t at = 0;  // in the file
    std::vector<std::uint8_t> piece = std::vector<std::uint8_t>(kPiece);

    [[nodiscard]] std::ptrdiff_t read_file() {
        for (;;) {
            const ssize_t n = pread(descriptor, piece.data(), piece.size(), at);
            if (n < 0 && errno == EINTR) continue;
            if (n > 0) at += n;
            return n;
        }
    }

    static la_ssize_t read(archive *reader, void *data, const void **bytes) {
        auto &input = *static_cast<Input *>(data);
        *bytes = input.piece.data();
        if (input.source == nullptr) return input.read_file();
        const std::ptrdiff_t n = input.source->read(input.piece.data(), input.piece.size());
        if (n < 0) archive_set_error(reader, EIO, "%s", input.source->error().c_str());
        return n;
    }

    static la_int64_t seek(archive *, void *data, la_int64_t offset, int whence) {
        auto &input = *static_cast<Input *>(data);
        struct stat status {};
        if (fstat(input.descriptor, &status) != 0) return ARCHIVE_FATAL;
        const std::int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? input.at : status.st_size;
        if (offset < -from || offset > status.st_size - from) return ARCHIVE_FATAL;
        return input.at = from + offset;
    }
};

// The current member's content. Sparse files come with their holes, as zeros.
struct ArchiveReader::Content : capture::ByteSource {
    explicit Content(archive *from) : archive_(from) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const la_ssize_t n = archive_read_data(archive_, out, size);
        if (n >= 0) return n;
        const char *words = archive_error_string(archive_);
        error_ = words != nullptr ? words : "damaged";
        return -1;
    }

private:
    archive *archive_;
};

ArchiveReader::ArchiveReader(Format format, capture::ByteSource &source) : input_(std::make_unique<Input>()) {
    input_->source = &source;
    open(format);
}

ArchiveReader::ArchiveReader(Format format, int descriptor) : input_(std::make_unique<Input>()) {
    input_->descriptor = descriptor;
    open(format);
}

ArchiveReader::~ArchiveReader() {
    archive_read_free(archive_);
}

// Only what is read in this process: libarchive would start programs for some formats.
void ArchiveReader::open(Format format) {
    archive_ = archive_read_new();
    if (archive_ == nullptr) {
        error_ = "no memory";
        return;
    }
    switch (format) {
        case Format::tar:
            archive_read_support_format_tar(archive_);
            break;
        case Format::zip:
            archive_read_support_format_zip(archive_);
            break;
        case Format::compressed_file:
            archive_read_support_filter_bzip2(archive_);
            archive_read_support_filter_xz(archive_);
            archive_read_support_format_raw(archive_);
            break;
    }
    archive_read_set_read_callback(archive_, Input::read);
    if (input_->descriptor >= 0) archive_read_set_seek_callback(archive_, Input::seek);
    archive_read_set_callback_data(archive_, input_.get());
    if (archive_read_open1(archive_) != ARCHIVE_OK) fail();
}

bool ArchiveReader::fail() {
    const char *words = archive_error_string(archive_);
    error_ = words != nullptr ? words : "damaged";
    return false;
}

bool ArchiveReader::next() {
    if (!error_.empty()) return false;
    for (int retries = 0; retries < kMostRetries;) {
        archive_entry *entry = nullptr;
        const int result = archive_read_next_header(archive_, &entry);
        if (result == ARCHIVE_EOF) return false;
        if (result == ARCHIVE_FATAL) return fail();
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
            ++retries;
            continue;
        }
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        const char *name = archive_entry_pathname(entry);
        if (name == nullptr) name = archive_entry_pathname_utf8(entry);
        name_ = name != nullptr ? name : "";
        encrypted_ = archive_entry_is_encrypted(entry) != 0;
        return true;
    }
    return fail();
}

std::unique_ptr<capture::ByteSource> ArchiveReader::content() {
    return std::make_unique<Content>(archive_);
}

}  // namespace capf::logs
