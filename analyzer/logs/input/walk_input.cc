// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/walk_input.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "analyzer/capture/formats/decompression.h"
#include "analyzer/capture/formats/open_capture.h"
#include "analyzer/capture/formats/temporary_file.h"
#include "analyzer/logs/input/archive_reader.h"

namespace capf::logs {
namespace {

using capture::ByteSource;
using SourcePtr = std::unique_ptr<ByteSource>;

// A file that is closed when it is no longer needed.
class OwnFile {
public:
    explicit OwnFile(int descriptor) : descriptor_(descriptor) {}
    ~OwnFile() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    OwnFile(const OwnFile &) = delete;
    OwnFile &operator=(const OwnFile &) = delete;
    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] int release() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
};

std::string beginning_of(ByteSource &source) {
    std::string beginning(kBeginning, '\0');
    std::size_t there = 0;
    while (there < kBeginning) {
        const auto n = source.read(reinterpret_cast<std::uint8_t *>(beginning.data()) + there, kBeginning - there);
        if (n <= 0) break;
        there += static_cast<std::size_t>(n);
    }
    beginning.resize(there);
    return beginning;
}

// libarchive's for what capture files never use. Owns what it reads from.
class LibarchiveDecompression : public ByteSource {
public:
    explicit LibarchiveDecompression(SourcePtr source)
        : source_(std::move(source)), reader_(ArchiveReader::Format::compressed_file, *source_) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        if (content_ == nullptr && reader_.next()) content_ = reader_.content();
        const std::ptrdiff_t n = content_ == nullptr ? -1 : content_->read(out, size);
        if (n < 0) error_ = content_ == nullptr ? reader_.error() : content_->error();
        return n;
    }

private:
    SourcePtr source_;
    ArchiveReader reader_;
    SourcePtr content_;
};

SourcePtr decompressed(std::string_view beginning, SourcePtr whole) {
    const capture::Compression compression = capture::compression_of(beginning);
    if (compression != capture::Compression::none) return capture::decompress(std::move(whole), compression);
    return std::make_unique<LibarchiveDecompression>(std::move(whole));
}

// One file that the user gave.
class Walk {
public:
    Walk(const WalkLimits &limits, InputSink &sink)
        : limits_(limits), sink_(sink), unpacked_(static_cast<std::size_t>(limits.depth) + 2) {}

    void run(const std::string &path) {
        const OwnFile file(capture::open_capture(path));
        struct stat status {};
        if (file.get() < 0 || fstat(file.get(), &status) != 0) {
            return note({Obstacle::unreadable, path, std::string("cannot be opened: ") + std::strerror(errno)});
        }
        if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
        visit(path, capture::descriptor_source(file.get()), 0, size_ > 0 ? file.get() : -1);
    }

private:
    // Counts what a layer of containers unpacks to.
    class Counted : public ByteSource {
    public:
        Counted(Walk &walk, SourcePtr source, int depth, std::string name)
            : walk_(walk), source_(std::move(source)), depth_(depth), name_(std::move(name)) {}

        std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
            if (walk_.stopped_) return -1;
            const std::ptrdiff_t n = source_->read(out, size);
            if (n < 0) error_ = source_->error();
            if (n <= 0) return n;
            return walk_.count(depth_, static_cast<std::uint64_t>(n), name_) ? n : -1;
        }

    private:
        Walk &walk_;
        SourcePtr source_;
        int depth_;
        std::string name_;
    };

    void note(const InputNotice &notice) {
        if (++notices_ <= kMostNotices) sink_.note(notice);
    }

    // The rest is not read.
    void stop(Obstacle why, const std::string &name) {
        if (!std::exchange(stopped_, true)) note({why, name, ""});
    }

    bool count(int depth, std::uint64_t bytes, const std::string &name) {
        std::uint64_t &unpacked = unpacked_[static_cast<std::size_t>(depth)];
        unpacked += bytes;
        if (unpacked > limits_.bytes) stop(Obstacle::too_large, name);
        // Of a pipe nobody knows how much went in.
        if (size_ > 0 && unpacked > limits_.ratio_counts_from && unpacked / size_ > limits_.ratio) {
            stop(Obstacle::bomb, name);
        }
        return !stopped_;
    }

    // `descriptor`: the file itself, where the source reads it as it is; else -1.
    void visit(const std::string &name, SourcePtr source, int depth, int descriptor) {
        std::string beginning = beginning_of(*source);
        std::string error = source->error();
        const FoundFile file{name, content_kind(beginning), beginning};
        if (is_container(file.kind)) {
            if (depth >= limits_.depth) return note({Obstacle::too_deep, name, ""});
            return open_container(file, beginning, std::move(source), depth, descriptor);
        }
        if (sink_.wants(file)) {
            const SourcePtr whole = capture::source_with_beginning(beginning, std::move(source));
            if (file.kind == ContentKind::capture) {
                const int kept = keep(name, *whole);
                if (kept >= 0) sink_.keep(file, kept);
            } else {
                sink_.read(file, *whole);
            }
            error = whole->error();
        }
        if (!error.empty() && !stopped_) note({Obstacle::damaged, name, error});
    }

    void open_container(const FoundFile &file, const std::string &beginning, SourcePtr source, int depth,
                        int descriptor) {
        if (file.kind == ContentKind::zip && descriptor >= 0) {
            ArchiveReader members(ArchiveReader::Format::zip, descriptor);
            return visit_members(file.name, members, depth);
        }
        SourcePtr whole = capture::source_with_beginning(beginning, std::move(source));
        if (file.kind == ContentKind::compressed) {
            SourcePtr plain = decompressed(beginning, std::move(whole));
            // Decompressing takes as long as reading what comes of it: side by side, where it is not done for each of
            // many members.
            if (depth == 0) plain = capture::read_ahead(std::move(plain));
            SourcePtr content = std::make_unique<Counted>(*this, std::move(plain), depth, file.name);
            return visit(file.name, std::move(content), depth + 1, -1);
        }
        if (file.kind == ContentKind::tar) {
            ArchiveReader members(ArchiveReader::Format::tar, *whole);
            return visit_members(file.name, members, depth);
        }
        const OwnFile unpacked(keep(file.name, *whole));
        if (unpacked.get() < 0) return;
        ArchiveReader members(ArchiveReader::Format::zip, unpacked.get());
        visit_members(file.name, members, depth);
    }

    void visit_members(const std::string &archive, ArchiveReader &members, int depth) {
        InputNotice encrypted{Obstacle::encrypted, archive, "", 0};
        while (!stopped_ && members.next()) {
            if (++files_ > limits_.files) {
                stop(Obstacle::too_many_files, archive);
                break;
            }
            if (members.is_encrypted()) {
                ++encrypted.count;
                continue;
            }
            const std::string name = (archive + "/" + members.name()).substr(0, kLongestName);
            visit(name, std::make_unique<Counted>(*this, members.content(), depth, name), depth + 1, -1);
        }
        if (encrypted.count > 0) note(encrypted);
        if (!members.error().empty() && !stopped_) note({Obstacle::damaged, archive, members.error()});
    }

    // All of `source` in a file without a name, at its beginning; -1 when that cannot be, which was noted.
    int keep(const std::string &name, ByteSource &source) {
        std::string error;
        OwnFile file(capture::temporary_file(error));
        if (file.get() < 0) {
            note({Obstacle::no_room, name, error});
            return -1;
        }
        std::vector<std::uint8_t> piece(std::size_t{128} * 1024);
        std::ptrdiff_t n = 0;
        while ((n = source.read(piece.data(), piece.size())) > 0) {
            kept_ += static_cast<std::uint64_t>(n);
            if (kept_ > limits_.kept_bytes) {
                stop(Obstacle::too_large, name);
                return -1;
            }
            if (!capture::write_all(file.get(), piece.data(), static_cast<std::size_t>(n))) {
                note({Obstacle::no_room, name, std::strerror(errno)});
                return -1;
            }
        }
        if (stopped_ || lseek(file.get(), 0, SEEK_SET) != 0) return -1;
        return file.release();
    }

    const WalkLimits &limits_;
    InputSink &sink_;
    std::vector<std::uint64_t> unpacked_;  // bytes, by depth
    std::uint64_t size_ = 0, files_ = 0, kept_ = 0, notices_ = 0;
    bool stopped_ = false;
};

}  // namespace

void walk_input(const std::string &path, const WalkLimits &limits, InputSink &sink) {
    Walk(limits, sink).run(path);
}

PeekedFile peek(const std::string &path) {
    const OwnFile file(capture::open_capture(path));
    if (file.get() < 0) return {};
    SourcePtr source = capture::descriptor_source(file.get());
    std::string beginning = beginning_of(*source);
    const ContentKind kind = content_kind(beginning);
    if (kind != ContentKind::compressed) return {kind, std::move(beginning)};
    // Only what the capture's own reader decompresses may go there.
    const bool is_common = capture::compression_of(beginning) != capture::Compression::none;
    const SourcePtr content = decompressed(beginning, capture::source_with_beginning(beginning, std::move(source)));
    std::string inner = beginning_of(*content);
    const ContentKind inside = content_kind(inner);
    if (is_container(inside) || (inside == ContentKind::capture && !is_common)) return {kind, std::move(beginning)};
    return {inside, std::move(inner)};
}

}  // namespace capf::logs
