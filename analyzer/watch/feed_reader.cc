// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace capf::watch {
namespace {

// Of the bytes that a part was, for a second reading and for wiretap.
constexpr std::uint64_t kMostKept = 256ULL * 1024 * 1024;

class PartSource : public capture::ByteSource {
public:
    explicit PartSource(std::shared_ptr<FeedReader> feed) : feed_(std::move(feed)) {}
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override { return feed_->read(out, size); }

private:
    std::shared_ptr<FeedReader> feed_;
};

}  // namespace

// Gives the listener his turn; true once there is something to read, be it the end.
bool FeedReader::wait() {
    const bool is_owner = std::this_thread::get_id() == owner_;
    for (;;) {
        pollfd ready{descriptor_, POLLIN, 0};
        const bool waiting = poll(&ready, 1, 0) == 0;
        const auto again = is_owner ? listener_.turn(waiting) : std::chrono::milliseconds(-1);
        if (!waiting) return true;
        const int there = poll(&ready, 1, static_cast<int>(again.count()));
        if (there > 0) return true;
        if (there < 0 && errno != EINTR) return false;
    }
}

// More bytes into the buffer; false at the end.
bool FeedReader::fill() {
    if (begin_ > 0 && begin_ < end_) std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    while (!ended_ && wait()) {
        const ssize_t n = ::read(descriptor_, buffer_.data() + end_, buffer_.size() - end_);
        if (n < 0 && errno == EINTR) continue;
        ended_ = n <= 0;
        if (n <= 0) return false;
        end_ += static_cast<std::size_t>(n);
        return true;
    }
    ended_ = true;
    return false;
}

// The header, and of all but bytes the content; what is for the listener goes there. False at the end.
bool FeedReader::next_message() {
    // Of a part that nobody reads on, as after damage.
    while (bytes_left_ > 0) {
        if (begin_ == end_ && !fill()) return false;
        const std::size_t n = std::min(end_ - begin_, static_cast<std::size_t>(bytes_left_));
        begin_ += n;
        bytes_left_ -= static_cast<std::uint32_t>(n);
    }
    while (end_ - begin_ < kFeedHeader) {
        if (!fill()) return false;
    }
    message_ = read_feed_header(buffer_.data() + begin_);
    begin_ += kFeedHeader;
    content_.clear();
    bytes_left_ = message_.kind == FeedKind::bytes ? message_.length : 0;
    if (message_.kind == FeedKind::bytes) return true;
    while (content_.size() < message_.length) {
        if (begin_ == end_ && !fill()) return false;
        const std::size_t n = std::min(end_ - begin_, message_.length - content_.size());
        content_.append(buffer_.data() + begin_, n);
        begin_ += n;
    }
    if (message_.kind == FeedKind::dropped) listener_.dropped(std::strtoull(content_.c_str(), nullptr, 10));
    if (message_.kind == FeedKind::note) {
        const std::size_t line = std::min(content_.find('\n'), content_.size());
        listener_.noted(content_.substr(0, line), content_.substr(std::min(line + 1, content_.size())));
    }
    if (message_.kind == FeedKind::keys) listener_.keys_came(content_);
    return true;
}

std::unique_ptr<capture::InputFile> FeedReader::next_part() {
    while (next_message()) {
        if (message_.kind != FeedKind::part) continue;
        in_part_ = true;
        return std::make_unique<capture::InputFile>(content_, std::make_shared<PartSource>(shared_from_this()),
                                                    kMostKept);
    }
    return nullptr;
}

std::ptrdiff_t FeedReader::read(std::uint8_t *out, std::size_t size) {
    while (in_part_ && bytes_left_ == 0) {
        if (!next_message()) return 0;
        if (message_.kind == FeedKind::end) in_part_ = false;
    }
    if (!in_part_) return 0;
    if (begin_ == end_ && !fill()) return 0;
    const std::size_t n = std::min({size, end_ - begin_, static_cast<std::size_t>(bytes_left_)});
    std::memcpy(out, buffer_.data() + begin_, n);
    begin_ += n;
    bytes_left_ -= static_cast<std::uint32_t>(n);
    return static_cast<std::ptrdiff_t>(n);
}

}  // namespace capf::watch
