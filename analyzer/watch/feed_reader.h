// SPDX-License-Identifier: GPL-2.0-or-later
// The receiving end of the feed: its parts as streams that a capture is read from.
#pragma once

#include <atomic>
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
    // The source of packets could not begin, or not go on.
    virtual void failed(const std::string &why) = 0;
    // The user opened this phone, or closed the one that was open, or changed the terminal's size.
    virtual void opened(const OpenedPhone &phone) = 0;
};

class FeedReader : public std::enable_shared_from_this<FeedReader> {
public:
    // Of the bytes that all parts were, for a second reading and for wiretap.
    static constexpr std::uint64_t kMostKept = 256ULL * 1024 * 1024;

    // `descriptor` and `listener` stay the caller's. The listener is called by the thread that made the reader only. A
    // compressed part is read by another one: what comes meanwhile is told at the next part. `most_kept`: bytes.
    FeedReader(int descriptor, FeedListener &listener, std::uint64_t most_kept = kMostKept)
        : descriptor_(descriptor), listener_(listener), most_kept_(most_kept) {}

    // Waits for the next part; null when the feed has ended. The streams of those before are read no more.
    [[nodiscard]] std::unique_ptr<capture::InputFile> next_part();
    // Of the part in hand: waits for bytes; 0 at its end.
    [[nodiscard]] std::ptrdiff_t read(std::uint8_t *out, std::size_t size);
    // The part with this number, from 1 on, has ended because no more of it was wanted. May be asked by any thread.
    [[nodiscard]] bool was_stopped(std::size_t part) const { return stopped_part_ == part; }

private:
    struct Message {
        FeedKind kind = FeedKind::note;
        std::string content;
    };
    [[nodiscard]] bool is_owner() const { return std::this_thread::get_id() == owner_; }
    bool fill();
    bool wait();
    bool next_message();
    void take_message();
    void tell(const Message &message);

    int descriptor_;
    FeedListener &listener_;
    std::thread::id owner_ = std::this_thread::get_id();
    std::vector<char> buffer_ = std::vector<char>(256U * 1024);
    std::size_t begin_ = 0, end_ = 0;
    FeedHeader message_;
    std::string content_;           // of a message that is not bytes
    std::vector<Message> untold_;   // what another thread has read for the listener
    std::uint32_t bytes_left_ = 0;  // of a message of bytes
    std::uint64_t most_kept_, bytes_read_ = 0;
    std::size_t parts_ = 0;
    std::atomic<std::size_t> stopped_part_ = 0;
    bool in_part_ = false, ended_ = false;
};

}  // namespace capf::watch
