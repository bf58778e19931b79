// SPDX-License-Identifier: GPL-2.0-or-later
// The receiving end of the feed: its parts as streams that a capture is read from.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/capture/formats/input_file.h"
#include "analyzer/watch/feed.h"

namespace capf::watch {

// Who is told what else comes with the packets, and has his turn between them.
class FeedListener {
public:
    FeedListener() = default;
    virtual ~FeedListener() = default;
    FeedListener(const FeedListener &) = delete;
    FeedListener &operator=(const FeedListener &) = delete;

    // All that came so far was read. `waiting`: there is nothing more for now, else more is there already. Returns
    // after which time of waiting it wants to be called again.
    virtual std::chrono::milliseconds turn(bool waiting) = 0;
    virtual void dropped(std::uint64_t packets) = 0;
    virtual void noted(const std::string &path, const std::string &text) = 0;
    virtual void keys_came(const std::string &content) = 0;
};

class FeedReader : public std::enable_shared_from_this<FeedReader> {
public:
    // `descriptor` and `listener` stay the caller's. The listener is called by the thread that made the reader only,
    // and so not while a compressed part is read, which is another thread's work.
    FeedReader(int descriptor, FeedListener &listener) : descriptor_(descriptor), listener_(listener) {}

    // Waits for the next part; null when the feed has ended.
    [[nodiscard]] std::unique_ptr<capture::InputFile> next_part();
    // Of the part in hand: waits for bytes; 0 at its end.
    [[nodiscard]] std::ptrdiff_t read(std::uint8_t *out, std::size_t size);

private:
    bool fill();
    bool wait();
    bool next_message();

    int descriptor_;
    FeedListener &listener_;
    std::thread::id owner_ = std::this_thread::get_id();
    std::vector<char> buffer_ = std::vector<char>(256U * 1024);
    std::size_t begin_ = 0, end_ = 0;
    FeedHeader message_;
    std::string content_;           // of a message that is not bytes
    std::uint32_t bytes_left_ = 0;  // of a message of bytes
    bool in_part_ = false, ended_ = false;
};

}  // namespace capf::watch
