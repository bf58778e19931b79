// SPDX-License-Identifier: GPL-2.0-or-later
// Classic pcap: both byte orders, micro- and nanoseconds. Its older relatives are left to wiretap.
#pragma once

#include <memory>

#include "analyzer/capture/formats/input_window.h"
#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

// True when the four bytes are the magic number of a file that PcapReader may read.
[[nodiscard]] bool begins_pcap(const std::uint8_t *four_bytes);

class PcapReader : public RecordReader {
public:
    explicit PcapReader(std::unique_ptr<InputWindow> window) : window_(std::move(window)) {}
    bool next(std::vector<Record> &batch) override;
    [[nodiscard]] std::uint64_t position() const override { return window_->offset(); }
    bool jump(std::uint64_t position) override { return window_->jump(position); }
    [[nodiscard]] ChunkOpener chunk_opener(std::int64_t time) const override;

private:
    // What the file header says of the records.
    struct Format {
        bool swap = false;
        std::uint16_t link_type = 0;
        std::uint32_t fraction = 1000;  // nanoseconds in a unit of the fraction
    };
    enum class State { at_file_header, somewhere, at_record, ended };

    PcapReader(std::unique_ptr<InputWindow> window, Format format, std::int64_t time)
        : window_(std::move(window)), state_(State::somewhere), format_(format), time_(time) {}
    [[nodiscard]] std::uint32_t captured_at(std::size_t at) const;
    [[nodiscard]] bool is_record_header(std::size_t at) const;
    bool find_record();
    [[nodiscard]] bool looks_like_records(std::size_t at) const;
    bool end(const char *damage);
    bool read_file_header();
    bool check_first_records();
    template <bool kSwap>
    void take_whole_records(std::vector<Record> &batch);

    std::unique_ptr<InputWindow> window_;
    State state_ = State::at_file_header;
    Format format_;
    std::int64_t time_ = 0;  // of a record near by
};

}  // namespace capf::capture
