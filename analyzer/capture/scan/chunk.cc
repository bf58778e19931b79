// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/scan/chunk.h"

#include <algorithm>

#include "analyzer/capture/selection/irrelevant_traffic.h"

namespace capf::capture {
namespace {

// Ports that a frame of this chunk may have taught FlowSelector, which will see it later: what follows on them is for
// FlowSelector, too.
class SuspectPorts {
public:
    void add(const PacketHeaders &headers, const PortTables &ports) {
        if (!FlowSelector::may_learn_ports(headers, ports)) return;
        PortSet &set = headers.kind == PacketHeaders::Kind::udp ? udp_ : tcp_;
        // The phone's port tells a connection's frames from all the others on the server's.
        const auto is_servers = [&](std::uint16_t port) {
            return headers.kind == PacketHeaders::Kind::tcp && (ports.tcp[port] & PortTable::kSignalling) != 0;
        };
        const bool both = is_servers(headers.source_port) == is_servers(headers.destination_port);
        if (both || !is_servers(headers.source_port)) set.insert(headers.source_port);
        if (both || !is_servers(headers.destination_port)) set.insert(headers.destination_port);
        any_ = true;
    }
    [[nodiscard]] bool contain(const PacketHeaders &headers) const {
        if (!any_) return false;
        const PortSet &set = headers.kind == PacketHeaders::Kind::udp ? udp_ : tcp_;
        return set.contains(headers.source_port) || set.contains(headers.destination_port);
    }

private:
    PortSet tcp_, udp_;
    bool any_ = false;
};

class ChunkScan {
public:
    explicit ChunkScan(ScannedChunk &chunk) : chunk_(chunk), irrelevant_(chunk.context->ports) {}

    void run(RecordReader &reader) {
        std::vector<Record> batch;
        // Where most frames are for FlowSelector, scanning beforehand is in vain, and costs memory.
        const std::size_t most_bytes = (chunk_.limit - chunk_.begin) / 4;
        for (bool is_first = true; reader.next(batch); is_first = false) {
            if (is_first) chunk_.begin = static_cast<std::uint64_t>(batch.front().offset);
            for (Record &record : batch) {
                if (static_cast<std::uint64_t>(record.offset) >= chunk_.limit) {
                    chunk_.end = static_cast<std::uint64_t>(record.offset);
                    chunk_.is_regular = true;
                    return;
                }
                take(record);
            }
            if (chunk_.bytes.size() > most_bytes) return;
        }
        chunk_.end = reader.position();
        chunk_.is_regular = reader.damage().empty();
    }

private:
    void take(Record &record) {
        ++chunk_.records;
        chunk_.facts.note(record);
        PacketHeaders headers;
        read_headers(record, headers);
        if (!suspects_.contain(headers) && irrelevant_.contains(headers, record, chunk_.skipped)) return;
        chunk_.frames.push_back({record, chunk_.records, chunk_.bytes.size()});
        chunk_.bytes.insert(chunk_.bytes.end(), record.bytes, record.bytes + record.captured);
        suspects_.add(headers, chunk_.context->ports);
    }

    ScannedChunk &chunk_;
    IrrelevantTraffic irrelevant_;
    SuspectPorts suspects_;
};

}  // namespace

bool fits(const ScannedChunk &chunk, const RecordReader &reader, const FlowSelector &selector) {
    if (!chunk.is_regular || chunk.begin != reader.position() || chunk.context->layout != reader.layout()) {
        return false;
    }
    const auto &learnt = selector.learnt_ports();
    return std::none_of(learnt.begin() + static_cast<std::ptrdiff_t>(chunk.context->learnt), learnt.end(),
                        [&](const FlowSelector::LearntPort &port) {
                            return (port.udp ? chunk.skipped.udp : chunk.skipped.tcp).contains(port.port);
                        });
}

std::unique_ptr<ScannedChunk> scan_chunk(int file, std::uint64_t begin, std::uint64_t limit,
                                         std::shared_ptr<const ChunkContext> context) {
    auto chunk = std::make_unique<ScannedChunk>();
    chunk->begin = begin;
    chunk->limit = limit;
    chunk->context = std::move(context);
    const auto reader = chunk->context->open(std::make_unique<InputWindow>(chunk_source(file, begin, limit), begin));
    ChunkScan(*chunk).run(*reader);
    return chunk;
}

}  // namespace capf::capture
