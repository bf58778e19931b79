// SPDX-License-Identifier: GPL-2.0-or-later
// The sending end of the feed. Never waits: what the pipe does not take stays here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "analyzer/watch/feed.h"

namespace capf::watch {

class FeedWriter {
public:
    // The descriptor of a pipe becomes this object's, and does not block from now on.
    explicit FeedWriter(int descriptor);
    ~FeedWriter();
    FeedWriter(const FeedWriter &) = delete;
    FeedWriter &operator=(const FeedWriter &) = delete;

    // Content of any length; what is longer than a message becomes several.
    void send(FeedKind kind, std::string_view content);
    // Something to tell of a file.
    void send_note(const std::string &path, const std::string &text) { send(FeedKind::note, path + '\n' + text); }
    // Of the part in hand; `stopped`: because no more of it is wanted.
    void send_end(bool stopped) { send(FeedKind::end, stopped ? kStopped : ""); }
    // Writes what the pipe takes now.
    void flush();
    void close();

    // -1 once it is closed, be it because nobody reads any more.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    [[nodiscard]] bool has_pending() const { return written_ < pending_.size(); }
    // More is there than should be: the source has to wait.
    [[nodiscard]] bool is_full() const { return pending_.size() - written_ >= kMostPending; }

private:
    static constexpr std::size_t kMostPending = 1024 * 1024;  // bytes

    int descriptor_;
    std::string pending_;
    std::size_t written_ = 0;
};

}  // namespace capf::watch
