// SPDX-License-Identifier: GPL-2.0-or-later
// Scans the stretches of a file in several threads, and hands them out in their order.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "analyzer/capture/stretch.h"

namespace capf::capture {

class StretchPool {
public:
    // The file's bytes [begin, end), in stretches of `length` bytes. `helpers`: threads beside the caller's, which
    // works as well. `context`: for scanning, until the next publish().
    StretchPool(int file, std::uint64_t begin, std::uint64_t end, std::uint64_t length, unsigned helpers,
                std::shared_ptr<const StretchContext> context);
    ~StretchPool();
    StretchPool(const StretchPool &) = delete;
    StretchPool &operator=(const StretchPool &) = delete;

    // What is known by now, for the stretches that nobody has begun with.
    void publish(std::shared_ptr<const StretchContext> context);
    // The next stretch; null after the last one.
    [[nodiscard]] std::unique_ptr<ScannedStretch> next();

private:
    void help();
    bool scan_one(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] std::uint64_t begin_of(std::size_t stretch) const { return begin_ + stretch * length_; }

    const int file_;
    const std::uint64_t begin_, end_, length_;
    const std::size_t count_, most_ahead_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const StretchContext> context_;
    std::map<std::size_t, std::unique_ptr<ScannedStretch>> scanned_;
    std::size_t begun_ = 0, handed_out_ = 0;
    bool stop_ = false;
    std::vector<std::thread> helpers_;  // last: everything that they use is there when they start
};

}  // namespace capf::capture
