// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace capf::watch {

FeedWriter::FeedWriter(int descriptor) : descriptor_(descriptor) {
    fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
    // Fewer turns where the system allows it; the default is good, too.
    fcntl(descriptor_, F_SETPIPE_SZ, static_cast<int>(kMostPending));
}

FeedWriter::~FeedWriter() {
    close();
}

void FeedWriter::close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
    pending_.clear();
    written_ = 0;
}

void FeedWriter::send(FeedKind kind, std::string_view content) {
    if (descriptor_ < 0) return;
    do {
        pending_ += feed_message(kind, content.substr(0, kLongestFeedMessage));
        content.remove_prefix(std::min(content.size(), kLongestFeedMessage));
    } while (!content.empty());
    flush();
}

void FeedWriter::flush() {
    while (descriptor_ >= 0 && has_pending()) {
        const ssize_t n = write(descriptor_, pending_.data() + written_, pending_.size() - written_);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) return close();
        written_ += static_cast<std::size_t>(n);
    }
    pending_.clear();
    written_ = 0;
}

}  // namespace capf::watch
