// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/early_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "analyzer/capture/formats/temporary_file.h"

namespace capf::logs {
namespace {

constexpr std::size_t kCopiedAtOnce = 256U * 1024;

class KeptSource : public capture::ByteSource {
public:
    KeptSource(int file, const EarlyFiles::Place &place) : file_(file), at_(place.begin), end_(place.end) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const std::uint64_t wanted = std::min<std::uint64_t>(size, end_ - at_);
        if (wanted == 0) return 0;
        for (;;) {
            const ssize_t n = pread(file_, out, wanted, static_cast<off_t>(at_));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) error_ = std::strerror(errno);
            if (n > 0) at_ += static_cast<std::uint64_t>(n);
            return n;
        }
    }

private:
    int file_;
    std::uint64_t at_, end_;
};

}  // namespace

EarlyFiles::~EarlyFiles() {
    if (file_ >= 0) close(file_);
}

EarlyFiles::Place EarlyFiles::keep(capture::ByteSource &content) {
    std::string error;
    if (file_ < 0) file_ = capture::temporary_file(error);
    Place place{size_, size_, ""};
    std::vector<std::uint8_t> piece(kCopiedAtOnce);
    std::ptrdiff_t n = 0;
    while ((n = content.read(piece.data(), piece.size())) > 0) {
        const auto length = static_cast<std::size_t>(n);
        if (file_ < 0 || size_ + length > kMostKeptEarly || lseek(file_, static_cast<off_t>(size_), SEEK_SET) < 0 ||
            !capture::write_all(file_, piece.data(), length)) {
            place.not_kept.assign(reinterpret_cast<const char *>(piece.data()), length);
            break;
        }
        size_ += length;
    }
    place.end = size_;
    return place;
}

std::unique_ptr<capture::ByteSource> EarlyFiles::content(const Place &place) const {
    return std::make_unique<KeptSource>(file_, place);
}

}  // namespace capf::logs
