// SPDX-License-Identifier: GPL-2.0-or-later
// Our own readers of pcap and pcapng, compressed or not.
#include <algorithm>
#include <cstring>
#include <memory>

#include "analyzer/capture/formats/decompression.h"
#include "analyzer/capture/formats/pcap_reader.h"
#include "analyzer/capture/formats/pcapng_reader.h"
#include "analyzer/capture/selection/packet_headers.h"
#include "tests/fuzz/check.h"

namespace {

using namespace capf;
using namespace capf::capture;

// Enough for every state of the readers; a stream of a few bytes can decompress to anything.
constexpr std::size_t kMostRead = 4U << 20;

class MemorySource : public ByteSource {
public:
    MemorySource(const std::uint8_t *data, std::size_t size) : data_(data), left_(size) {}
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const std::size_t n = std::min({size, left_, std::size_t{1000}});  // so that records straddle reads
        if (n > 0) std::memcpy(out, data_, n);
        data_ += n;
        left_ -= n;
        return static_cast<std::ptrdiff_t>(n);
    }

private:
    const std::uint8_t *data_;
    std::size_t left_;
};

// The first `most` bytes of another source.
class Beginning : public ByteSource {
public:
    Beginning(std::unique_ptr<ByteSource> source, std::size_t most) : source_(std::move(source)), left_(most) {}
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const std::ptrdiff_t n = source_->read(out, std::min(size, left_));
        if (n < 0) error_ = source_->error();
        if (n > 0) left_ -= static_cast<std::size_t>(n);
        return n;
    }

private:
    std::unique_ptr<ByteSource> source_;
    std::size_t left_;
};

std::unique_ptr<RecordReader> reader_for(const std::uint8_t *data, std::size_t size) {
    std::unique_ptr<ByteSource> source = std::make_unique<MemorySource>(data, size);
    const Compression compression =
        compression_of({reinterpret_cast<const char *>(data), std::min<std::size_t>(size, 4)});
    if (compression != Compression::none) source = decompress(std::move(source), compression);
    source = std::make_unique<Beginning>(std::move(source), kMostRead);
    auto window = std::make_unique<InputWindow>(std::move(source));
    if (!window->fill(4)) return nullptr;
    if (begins_pcap(window->data())) return std::make_unique<PcapReader>(std::move(window));
    if (begins_pcapng(window->data())) return std::make_unique<PcapngReader>(std::move(window));
    return nullptr;
}

// Touches each byte, so that the sanitizer sees what lies outside.
unsigned sum(const Record &record) {
    unsigned total = 0;
    for (std::uint32_t i = 0; i < record.captured; ++i) total += record.bytes[i];
    return total;
}

// What one reading saw of the records.
struct Seen {
    std::int64_t offset, time;
    std::uint32_t captured, on_the_wire;
    bool operator==(const Seen &) const = default;
};

void read_one(const Record &record, std::vector<Seen> &seen) {
    static volatile unsigned total = 0;
    seen.push_back({record.offset, record.time, record.captured, record.on_the_wire});
    if (!record.is_packet) {
        fuzz::require(record.captured == 0, "what is no packet has no bytes");
        return;
    }
    fuzz::require(record.captured <= kLongestPacket, "a packet is of a possible length");
    total = total + sum(record);
    PacketHeaders headers;
    read_frame(record, headers);
}

// A reader that begins in the middle reads, when it begins at a record, what the one from the beginning reads there.
void read_chunk(const ChunkOpener &open, const std::uint8_t *data, std::size_t size, const std::vector<Seen> *whole) {
    const std::size_t from = size / 3;
    const auto reader = open(std::make_unique<InputWindow>(
        std::make_unique<MemorySource>(data + from, std::min(size - from, kMostRead)), from));
    std::vector<Record> batch;
    std::vector<Seen> seen;
    while (reader->next(batch)) {
        for (const Record &record : batch) read_one(record, seen);
    }
    if (whole == nullptr || seen.empty()) return;
    const auto there =
        std::find_if(whole->begin(), whole->end(), [&](const Seen &one) { return one.offset == seen.front().offset; });
    if (there == whole->end()) return;  // it took something else for a record
    fuzz::require(static_cast<std::size_t>(whole->end() - there) >= seen.size(), "a chunk is no longer than the file");
    fuzz::require(std::equal(seen.begin(), seen.end(), there), "a chunk has the records of the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const auto reader = reader_for(data, size);
    if (!reader) return 0;
    std::vector<Record> batch;
    std::vector<Seen> seen;
    ChunkOpener open;
    std::uint32_t layout = 0;
    while (reader->next(batch)) {
        fuzz::require(!batch.empty(), "a batch has records");
        for (const Record &record : batch) read_one(record, seen);
        if (open == nullptr) {
            open = reader->chunk_opener(seen.back().time);
            layout = reader->layout();
        }
    }
    std::size_t secrets = 0;
    for (const Secrets &one : reader->secrets()) secrets += one.bytes.size();
    fuzz::require(secrets <= kMostRead, "secrets are no larger than the file");
    const bool is_plain =
        compression_of({reinterpret_cast<const char *>(data), std::min<std::size_t>(size, 4)}) == Compression::none;
    if (open != nullptr && is_plain) {
        read_chunk(open, data, size, layout == reader->layout() ? &seen : nullptr);
    }
    return 0;
}
