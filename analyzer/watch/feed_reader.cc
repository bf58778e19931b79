// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace capf::watch {
namespace {

class PartSource : public capture::ByteSource {
public:
    PartSource(std::shared_ptr<FeedReader> feed, std::size_t number) : feed_(std::move(feed)), number_(number) {}
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override { return feed_->read(out, size); }
    [[nodiscard]] bool was_stopped() const override { return feed_->was_stopped(number_); }

private:
    std::shared_ptr<FeedReader> feed_;
    std::size_t number_;
};

}  // namespace

// Gives the listener his turn; true once there is something to read, be it the end.
bool FeedReader::wait() {
    for (;;) {
        pollfd ready{descriptor_, POLLIN, 0};
        const bool waiting = poll(&ready, 1, 0) == 0;
        const auto again = is_owner() ? listener_.turn(waiting) : std::chrono::milliseconds(-1);
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

// The header, and of all but bytes the content. False at the end.
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
    take_message();
    return true;
}

// What is not a part's own is for the listener.
void FeedReader::take_message() {
    if (message_.kind == FeedKind::part) return;
    if (message_.kind == FeedKind::end) {
        if (content_ == kStopped) stopped_part_ = parts_;
    } else if (is_owner()) {
        tell({message_.kind, content_});
    } else {
        untold_.push_back({message_.kind, content_});
    }
}

void FeedReader::tell(const Message &message) {
    const std::string &content = message.content;
    if (message.kind == FeedKind::dropped) listener_.dropped(std::strtoull(content.c_str(), nullptr, 10));
    if (message.kind == FeedKind::note) {
        const std::size_t line = std::min(content.find('\n'), content.size());
        listener_.noted(content.substr(0, line), content.substr(std::min(line + 1, content.size())));
    }
    if (message.kind == FeedKind::keys) listener_.keys_came(content);
    if (message.kind == FeedKind::failed) listener_.failed(content);
    if (message.kind == FeedKind::opened) listener_.opened(opened_phone_in(content));
}

std::unique_ptr<capture::InputFile> FeedReader::next_part() {
    for (const Message &message : std::exchange(untold_, {})) tell(message);
    while (next_message()) {
        if (message_.kind != FeedKind::part) continue;
        in_part_ = true;
        return std::make_unique<capture::InputFile>(content_,
                                                    std::make_shared<PartSource>(shared_from_this(), ++parts_),
                                                    most_kept_ - std::min(most_kept_, bytes_read_));
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
    bytes_read_ += n;
    return static_cast<std::ptrdiff_t>(n);
}

}  // namespace capf::watch
