// SPDX-License-Identifier: GPL-2.0-or-later
// Classic pcap: both byte orders, micro- and nanoseconds. Its older relatives are left to wiretap.
#pragma once

#include <memory>

#include "analyzer/capture/input_window.h"
#include "analyzer/capture/record_reader.h"

namespace capf::capture {

// True when the four bytes are the magic number of a file that PcapReader may read.
[[nodiscard]] bool begins_pcap(const std::uint8_t *four_bytes);

class PcapReader : public RecordReader {
public:
    explicit PcapReader(std::unique_ptr<InputWindow> window) : window_(std::move(window)) {}
    bool next(std::vector<Record> &batch) override;

private:
    enum class State { at_file_header, at_record, ended };
    bool end(const char *damage);
    bool read_file_header();
    bool check_first_records();
    template <bool kSwap>
    void take_whole_records(std::vector<Record> &batch);

    std::unique_ptr<InputWindow> window_;
    State state_ = State::at_file_header;
    bool swap_ = false;
    std::uint16_t link_type_ = 0;
    std::uint32_t fraction_ = 1000;  // nanoseconds in a unit of the fraction
};

}  // namespace capf::capture
