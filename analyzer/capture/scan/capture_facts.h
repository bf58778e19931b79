// SPDX-License-Identifier: GPL-2.0-or-later
// Facts about the capture as a whole, gathered while it is read: the same with and without the selection of frames.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

struct CaptureFacts {
    static constexpr std::size_t kExamples = 10;  // frame numbers kept as evidence for a fact: the first few

    std::uint32_t packets = 0;                          // all records that Wireshark counts as frames
    std::optional<std::int64_t> first_time, last_time;  // earliest and latest, nanoseconds since 1970
    std::vector<std::uint32_t> cut_frames;              // captured shorter than on the wire (first few)
    std::uint32_t cut_frame_count = 0;
    std::uint32_t longest_cut = 0;              // most bytes that a cut frame kept: the snap length
    std::vector<std::uint32_t> backward_steps;  // frames whose time is before their predecessor's (first few)
    std::uint32_t backward_step_count = 0;
    std::vector<std::uint32_t> misplaced;  // frames that were put before their acknowledgement (first few)
    std::uint32_t misplaced_count = 0;
    // Looked for among the frames that matter only: all the others would have to be compared byte for byte.
    std::uint32_t relevant_packets = 0;
    std::vector<std::uint32_t> duplicates;  // that repeat a recent one byte for byte (first few)
    std::uint32_t duplicate_count = 0;
    // From the last frame before to the first one after a stretch without any frame, where frames otherwise follow one
    // another closely. Times in nanoseconds since 1970.
    struct Silence {
        std::int64_t begin = 0, end = 0;
    };
    std::vector<Silence> silences;
    std::string damage;  // why reading ended early; empty at a regular end
};

class FactsCounter {
public:
    // Takes the next record of the capture, and gives it the time of its predecessor where it has none or is no packet.
    void note(Record &record) {
        ++facts_.packets;
        if (!record.has_time || !record.is_packet || !any_time_ || record.time < latest_) {
            note_time(record);
        } else {
            if (record.time - latest_ > kSilence) note_silence(latest_, record.time);
            latest_ = record.time;
        }
        previous_ = record.time;
        if (record.captured < record.on_the_wire) note_cut(record);
    }
    // Takes a frame that matters, earlier ones late.
    void note_relevant(const Record &record, std::uint32_t number);
    void note_damage(const std::string &why);
    // Takes what another counter noted, from the beginning, of the records that follow; of their times and lengths
    // only.
    void append(const FactsCounter &later);
    [[nodiscard]] CaptureFacts facts() const;
    // The latest time so far, nanoseconds since 1970.
    [[nodiscard]] std::int64_t latest() const { return latest_; }

private:
    static constexpr std::size_t kDuplicateWindow = 64;  // frames back in which a copy from a second tap is looked for

    static constexpr std::int64_t kSilence = 5'000'000'000;  // nanoseconds; shorter ones are not looked at

    void note_time(Record &record);
    void note_silence(std::int64_t begin, std::int64_t end);
    [[nodiscard]] std::vector<CaptureFacts::Silence> silences() const;
    void note_cut(const Record &record);

    CaptureFacts facts_;
    bool any_time_ = false;
    std::int64_t first_ = 0, earliest_ = 0, latest_ = 0, previous_ = 0;
    std::array<std::uint64_t, kDuplicateWindow> recent_{};  // hashes of the frames that mattered last
    std::size_t next_recent_ = 0;
};

}  // namespace capf::capture
