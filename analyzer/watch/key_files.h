// SPDX-License-Identifier: GPL-2.0-or-later
// Key log files that grow while packets are watched.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/watch/feed_writer.h"

namespace capf::watch {

class KeyFiles {
public:
    // What they hold now is known already.
    explicit KeyFiles(const std::vector<std::string> &paths);
    // Hands on what they have got since, in whole lines.
    void pump(FeedWriter &to);

private:
    struct KeyFile {
        std::string path;
        std::int64_t known = 0;  // bytes
    };
    static void pump(KeyFile &file, FeedWriter &to);
    std::vector<KeyFile> files_;
};

}  // namespace capf::watch
