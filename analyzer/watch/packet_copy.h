// SPDX-License-Identifier: GPL-2.0-or-later
// -w FILE: what came is kept as it came.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/watch/feed_writer.h"

namespace capf::watch {

class PacketCopy {
public:
    // The file is this object's from now on.
    PacketCopy(std::string path, int file) : path_(std::move(path)), file_(file) {}
    ~PacketCopy();
    PacketCopy(const PacketCopy &) = delete;
    PacketCopy &operator=(const PacketCopy &) = delete;

    // What cannot be written is told once; watching goes on without the copy, which ends where it was.
    void add(std::string_view bytes, FeedWriter &tell);

private:
    std::string path_;
    int file_;
};

}  // namespace capf::watch
