// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/input_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "analyzer/capture/formats/decompression.h"
#include "analyzer/capture/formats/input_window.h"
#include "analyzer/capture/formats/interruption.h"
#include "analyzer/capture/formats/open_capture.h"
#include "analyzer/capture/formats/pcap_reader.h"
#include "analyzer/capture/formats/pcapng_reader.h"
#include "analyzer/capture/formats/temporary_file.h"
#include "plugin/wire/time_units.h"

namespace capf::capture {
namespace {

constexpr std::size_t kMagic = 4;

std::string system_error(const char *what) {
    return std::string(what) + ": " + std::strerror(errno);
}

std::int64_t modified(const struct stat &status) {
    return static_cast<std::int64_t>(status.st_mtim.tv_sec) * wire::kNanosecondsPerSecond + status.st_mtim.tv_nsec;
}

// Makes the descriptor a source that is decompressed where its first bytes say so.
std::unique_ptr<ByteSource> decompressed(std::unique_ptr<ByteSource> source, bool &is_compressed) {
    std::string beginning(kMagic, '\0');
    std::size_t there = 0;
    while (there < kMagic) {
        const auto n = source->read(reinterpret_cast<std::uint8_t *>(beginning.data()) + there, kMagic - there);
        if (n <= 0) break;
        there += static_cast<std::size_t>(n);
    }
    beginning.resize(there);
    const Compression compression = compression_of(beginning);
    is_compressed = compression != Compression::none;
    auto whole = source_with_beginning(std::move(beginning), std::move(source));
    return is_compressed ? read_ahead(decompress(std::move(whole), compression)) : std::move(whole);
}

}  // namespace

// Written by the source that reads the pipe.
struct InputFile::PipeCopy {
    int file = -1;
    std::uint64_t size = 0, most = 0;
    bool whole = true;  // nothing was left out
    bool ended = false;

    ~PipeCopy() { drop(); }
    void drop() {
        whole = false;
        if (file >= 0) close(file);
        file = -1;
    }
    void add(const std::uint8_t *bytes, std::size_t count) {
        if (!whole) return;
        if (size + count > most || !write_all(file, bytes, count)) return drop();
        size += count;
    }
    // For wiretap: all that the pipe still has.
    void finish(ByteSource &pipe) {
        std::uint8_t piece[65536];
        while (!ended && whole) {
            const std::ptrdiff_t n = pipe.read(piece, sizeof piece);
            ended = n <= 0;
            if (n > 0) add(piece, static_cast<std::size_t>(n));
        }
    }

    class Source : public ByteSource {
    public:
        Source(std::shared_ptr<PipeCopy> copy, std::shared_ptr<ByteSource> pipe)
            : copy_(std::move(copy)), pipe_(std::move(pipe)) {}
        std::ptrdiff_t read(std::uint8_t *out, std::size_t size_out) override {
            const std::ptrdiff_t n = pipe_->read(out, size_out);
            if (n > 0) copy_->add(out, static_cast<std::size_t>(n));
            if (n == 0) copy_->ended = true;
            if (n < 0) error_ = pipe_->error();
            return n;
        }

    private:
        std::shared_ptr<PipeCopy> copy_;
        std::shared_ptr<ByteSource> pipe_;
    };
};

InputFile::~InputFile() {
    wiretap_.reset();
    if (descriptor_ > STDIN_FILENO) close(descriptor_);
}

bool InputFile::is_readable_again() const {
    return !is_pipe_ || (copy_ != nullptr && copy_->whole && copy_->ended);
}

bool InputFile::has_changed() const {
    struct stat now {};
    if (descriptor_ < 0 || is_pipe_ || fstat(descriptor_, &now) != 0) return false;
    return now.st_size != size_ || modified(now) != modified_;
}

void InputFile::drop_copy() {
    most_kept_ = 0;
    if (copy_ != nullptr) copy_->drop();
}

bool InputFile::open_descriptor() {
    if (descriptor_ >= 0 || is_pipe_) return true;
    if (stream_ != nullptr) return is_pipe_ = true;
    const bool standard_input = path_ == "-";
    const int file = standard_input ? STDIN_FILENO : open_capture(path_);
    if (file < 0) {
        error_ = system_error("cannot be opened");
        return false;
    }
    struct stat status {};
    if (fstat(file, &status) != 0) error_ = system_error("cannot be opened");
    if (S_ISDIR(status.st_mode)) error_ = "is a folder, not a capture file";
    if (S_ISREG(status.st_mode) && status.st_size == 0) error_ = "is empty";
    if (!error_.empty()) {
        if (!standard_input) close(file);
        return false;
    }
    descriptor_ = file;
    size_ = status.st_size;
    modified_ = modified(status);
    is_pipe_ = !S_ISREG(status.st_mode) || (standard_input && lseek(file, 0, SEEK_CUR) != 0);
    if (is_pipe_) stream_ = descriptor_source(file);
    return true;
}

std::unique_ptr<RecordReader> InputFile::open() {
    if (needs_wiretap_ || !open_descriptor()) return nullptr;
    std::unique_ptr<ByteSource> source;
    if (is_pipe_ && copy_ == nullptr) {
        copy_ = std::make_shared<PipeCopy>();
        std::string unimportant;  // without a copy there is only no second pass
        copy_->most = most_kept_;
        if (most_kept_ > 0) copy_->file = temporary_file(unimportant);
        copy_->whole = copy_->file >= 0;
        source = std::make_unique<PipeCopy::Source>(copy_, stream_);
    } else {
        const int file = is_pipe_ ? copy_->file : descriptor_;
        if (lseek(file, 0, SEEK_SET) != 0) {
            error_ = system_error("cannot be read again");
            return nullptr;
        }
        source = descriptor_source(file);
    }
    auto window = std::make_unique<InputWindow>(decompressed(std::move(source), is_compressed_));
    if (!window->fill(kMagic)) {
        if (window->size() == 0 && window->error().empty()) error_ = "is empty";
        needs_wiretap_ = error_.empty();  // for its message
        return nullptr;
    }
    is_pcapng_ = begins_pcapng(window->data());
    if (is_pcapng_) return std::make_unique<PcapngReader>(std::move(window));
    if (begins_pcap(window->data())) return std::make_unique<PcapReader>(std::move(window));
    needs_wiretap_ = true;
    return nullptr;
}

WiretapReader *InputFile::open_wiretap() {
    std::string path = path_;
    if (is_pipe_) {
        copy_->finish(*stream_);
        if (!copy_->whole) {
            error_ = "cannot be read from a pipe: this type of capture must be in a file";
            return nullptr;
        }
        path = "/proc/self/fd/" + std::to_string(copy_->file);
    } else if (are_captures_given() || is_unpacked(path_)) {
        // By its name it could not be opened. So it is as far as the file itself may be read.
        if (!open_descriptor()) return nullptr;
        path = "/proc/self/fd/" + std::to_string(descriptor_);
    } else if (path == "-") {
        path = "/proc/self/fd/0";
    }
    wiretap_ = WiretapReader::open(path, error_);
    return wiretap_.get();
}

}  // namespace capf::capture
