// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/scan/chunk_pool.h"

#include <algorithm>
#include <new>
#include <system_error>

namespace capf::capture {
namespace {

// One that is read in order instead.
std::unique_ptr<ScannedChunk> irregular(std::uint64_t limit) {
    auto chunk = std::make_unique<ScannedChunk>();
    chunk->limit = limit;
    return chunk;
}

}  // namespace

ChunkPool::ChunkPool(int file, std::uint64_t begin, std::uint64_t end, std::uint64_t length, unsigned helpers,
                     std::shared_ptr<const ChunkContext> context)
    : file_(file),
      begin_(begin),
      end_(end),
      length_(length),
      count_(static_cast<std::size_t>(begin < end ? (end - begin + length - 1) / length : 0)),
      most_ahead_(2 * (helpers + 1)),
      context_(std::move(context)) {
    try {
        for (unsigned i = 0; i < helpers; ++i) helpers_.emplace_back([this] { help(); });
    } catch (const std::system_error &) {
        // The system gives no more threads: those that are there do it.
    }
}

ChunkPool::~ChunkPool() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    for (std::thread &helper : helpers_) helper.join();
}

void ChunkPool::publish(std::shared_ptr<const ChunkContext> context) {
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
}

// Scans the next one that nobody has begun with, and is not too far ahead of its turn; false when there is none.
bool ChunkPool::scan_one(std::unique_lock<std::mutex> &lock) {
    if (begun_ >= count_ || begun_ >= handed_out_ + most_ahead_) return false;
    const std::size_t number = begun_++;
    auto context = context_;
    lock.unlock();
    const std::uint64_t begin = begin_of(number), limit = std::min(begin + length_, end_);
    std::unique_ptr<ScannedChunk> chunk;
    try {
        chunk = scan_chunk(file_, begin, limit, std::move(context));
    } catch (const std::bad_alloc &) {
        chunk = irregular(limit);
    }
    lock.lock();
    scanned_[number] = std::move(chunk);
    changed_.notify_all();
    return true;
}

void ChunkPool::help() {
    std::unique_lock lock(mutex_);
    while (!stop_ && begun_ < count_) {
        if (!scan_one(lock)) changed_.wait(lock);
    }
}

std::unique_ptr<ScannedChunk> ChunkPool::next() {
    std::unique_lock lock(mutex_);
    if (handed_out_ == count_) return nullptr;
    while (!scanned_.contains(handed_out_)) {
        if (!scan_one(lock)) changed_.wait(lock);
    }
    auto chunk = std::move(scanned_.extract(handed_out_++).mapped());
    lock.unlock();
    changed_.notify_all();
    return chunk;
}

}  // namespace capf::capture
