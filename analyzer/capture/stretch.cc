// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/stretch.h"

#include <algorithm>

#include "analyzer/capture/bulk_filter.h"

namespace capf::capture {
namespace {

// Ports that a frame of this stretch may have taught FlowSelector, which will see it later: what follows on them is for
// FlowSelector, too.
class SuspectPorts {
public:
    void add(const PacketHeaders &headers, const PortTables &ports) {
        if (!FlowSelector::may_learn_ports(headers, ports)) return;
        PortSet &set = headers.kind == PacketHeaders::Kind::udp ? udp_ : tcp_;
        set.insert(headers.source_port);
        set.insert(headers.destination_port);
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

class StretchScan {
public:
    explicit StretchScan(ScannedStretch &stretch) : stretch_(stretch), filter_(stretch.context->ports) {}

    void run(RecordReader &reader) {
        std::vector<Record> batch;
        // Where most frames are for FlowSelector, scanning beforehand is in vain, and costs memory.
        const std::size_t most_bytes = (stretch_.limit - stretch_.begin) / 4;
        for (bool first = true; reader.next(batch); first = false) {
            if (first) stretch_.begin = static_cast<std::uint64_t>(batch.front().offset);
            for (Record &record : batch) {
                if (static_cast<std::uint64_t>(record.offset) >= stretch_.limit) {
                    stretch_.end = static_cast<std::uint64_t>(record.offset);
                    stretch_.is_regular = true;
                    return;
                }
                take(record);
            }
            if (stretch_.bytes.size() > most_bytes) return;
        }
        stretch_.end = reader.position();
        stretch_.is_regular = reader.damage().empty();
    }

private:
    void take(Record &record) {
        ++stretch_.records;
        stretch_.facts.note(record);
        PacketHeaders headers;
        read_headers(record, headers);
        if (!suspects_.contain(headers) && filter_.is_bulk(headers, record, stretch_.skipped)) return;
        stretch_.frames.push_back({record, stretch_.records, stretch_.bytes.size()});
        stretch_.bytes.insert(stretch_.bytes.end(), record.bytes, record.bytes + record.captured);
        suspects_.add(headers, stretch_.context->ports);
    }

    ScannedStretch &stretch_;
    BulkFilter filter_;
    SuspectPorts suspects_;
};

}  // namespace

bool fits(const ScannedStretch &stretch, const RecordReader &reader, const FlowSelector &selector) {
    if (!stretch.is_regular || stretch.begin != reader.position() || stretch.context->layout != reader.layout()) {
        return false;
    }
    const auto &learnt = selector.learnt_ports();
    return std::none_of(learnt.begin() + static_cast<std::ptrdiff_t>(stretch.context->learnt), learnt.end(),
                        [&](const FlowSelector::LearntPort &port) {
                            return (port.udp ? stretch.skipped.udp : stretch.skipped.tcp).contains(port.port);
                        });
}

std::unique_ptr<ScannedStretch> scan_stretch(int file, std::uint64_t begin, std::uint64_t limit,
                                             std::shared_ptr<const StretchContext> context) {
    auto stretch = std::make_unique<ScannedStretch>();
    stretch->begin = begin;
    stretch->limit = limit;
    stretch->context = std::move(context);
    const auto reader =
        stretch->context->open(std::make_unique<InputWindow>(stretch_source(file, begin, limit), begin));
    StretchScan(*stretch).run(*reader);
    return stretch;
}

}  // namespace capf::capture
