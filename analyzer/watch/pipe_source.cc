// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/pipe_source.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace capf::watch {
namespace {

// Without waiting; the end, too, is something to read.
bool is_readable(int descriptor) {
    pollfd ready{descriptor, POLLIN, 0};
    return poll(&ready, 1, 0) > 0;
}

}  // namespace

// Who writes it may end by the same Ctrl-C, and sooner than the signal comes here.
bool PipeSource::end() {
    constexpr auto kMoment = std::chrono::milliseconds(300);
    const auto now = std::chrono::steady_clock::now();
    if (!ended_at_) ended_at_ = now;
    return now - *ended_at_ >= kMoment;
}

bool PipeSource::pump(FeedWriter &to) {
    constexpr std::size_t kPiece = 128U * 1024;
    if (!stopped_ && !is_readable(descriptor_)) return true;
    std::vector<char> piece(kPiece);
    const ssize_t n = stopped_ ? 0 : read(descriptor_, piece.data(), piece.size());
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (n < 0) problem_ = std::string("cannot be read: ") + std::strerror(errno);
    if (n == 0 && !stopped_ && !end()) return true;
    if (n <= 0) {
        if (started_part_) to.send_end(stopped_);
        return false;
    }
    if (!started_part_) to.send(FeedKind::part, "-");
    started_part_ = true;
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(n));
    if (copy_ != nullptr) copy_->add(bytes, to);
    to.send(FeedKind::bytes, bytes);
    return true;
}

}  // namespace capf::watch
