// SPDX-License-Identifier: GPL-2.0-or-later
// A capture file that grows, or a set of files, as a source of packets.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "analyzer/watch/packet_source.h"

namespace capf::watch {

class FollowedFile : public PacketSource {
public:
    explicit FollowedFile(std::string path) : path_(std::move(path)) {}
    ~FollowedFile() override;
    // Opens it, or the latest file of its set. False, and why in problem().
    [[nodiscard]] bool open();

    // A file is always readable: it is asked every kFollowEvery.
    [[nodiscard]] std::vector<int> descriptors() const override { return {}; }
    bool pump(FeedWriter &to) override;
    void stop() override { stopped_ = true; }

private:
    enum class Fate { same, truncated, replaced, gone };

    bool open_file(const std::string &path);
    [[nodiscard]] Fate fate() const;
    [[nodiscard]] bool has_more() const;
    bool go_on(FeedWriter &to);
    bool begin_again(FeedWriter &to, const std::string &path, const std::string &why);
    void end_part(FeedWriter &to, bool stopped);

    std::string path_;
    int file_ = -1;
    off_t offset_ = 0;
    bool in_part_ = false, stopped_ = false, told_gone_ = false;
};

// How often a file at whose end we are is looked at.
inline constexpr std::chrono::milliseconds kFollowEvery{50};

}  // namespace capf::watch
