// SPDX-License-Identifier: GPL-2.0-or-later
// Scans the chunks of a file in several threads, and hands them out in their order.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "analyzer/capture/scan/chunk.h"

namespace capf::capture {

class ChunkPool {
public:
    // The file's bytes [begin, end), in chunks of `length` bytes. `helpers`: threads beside the caller's, which
    // works as well. `context`: for scanning, until the next publish().
    ChunkPool(int file, std::uint64_t begin, std::uint64_t end, std::uint64_t length, unsigned helpers,
              std::shared_ptr<const ChunkContext> context);
    ~ChunkPool();
    ChunkPool(const ChunkPool &) = delete;
    ChunkPool &operator=(const ChunkPool &) = delete;

    // What is known by now, for the chunks that nobody has begun with.
    void publish(std::shared_ptr<const ChunkContext> context);
    // The next chunk; null after the last one.
    [[nodiscard]] std::unique_ptr<ScannedChunk> next();

private:
    void help();
    bool scan_one(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] std::uint64_t begin_of(std::size_t chunk) const { return begin_ + chunk * length_; }

    const int file_;
    const std::uint64_t begin_, end_, length_;
    const std::size_t count_, most_ahead_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const ChunkContext> context_;
    std::map<std::size_t, std::unique_ptr<ScannedChunk>> scanned_;
    std::size_t begun_ = 0, handed_out_ = 0;
    bool stop_ = false;
    std::vector<std::thread> helpers_;  // last: everything that they use is there when they start
};

}  // namespace capf::capture
