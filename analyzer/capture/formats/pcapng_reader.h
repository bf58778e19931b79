// SPDX-License-Identifier: GPL-2.0-or-later
// pcapng: several sections and interfaces, both byte orders, all kinds of packet blocks, decryption secrets.
#pragma once

#include <memory>
#include <vector>

#include "analyzer/capture/formats/input_window.h"
#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

// True when the four bytes are the type of a section header block.
[[nodiscard]] bool begins_pcapng(const std::uint8_t *four_bytes);

// Counts the same blocks as frames that wiretap does: packets of all three kinds, custom blocks, journal entries.
class PcapngReader : public RecordReader {
public:
    explicit PcapngReader(std::unique_ptr<InputWindow> window) : window_(std::move(window)) {}
    bool next(std::vector<Record> &batch) override;
    [[nodiscard]] std::uint64_t position() const override { return window_->offset(); }
    bool jump(std::uint64_t position) override { return window_->jump(position); }
    [[nodiscard]] ChunkOpener chunk_opener(std::int64_t time) const override;
    [[nodiscard]] std::uint32_t layout() const override { return layout_; }

private:
    struct Interface {
        std::uint16_t link_type = 0;
        std::uint32_t snap_length = 0;  // 0: no limit
        std::uint64_t units_per_second = 1'000'000;
        std::int64_t time_offset = 0;    // seconds
        std::int64_t time_scale = 1000;  // nanoseconds in a unit, where that is a whole number
        std::uint64_t plain_units = 0;   // up to here a time is units times time_scale
    };
    enum class Packet { enhanced, simple, obsolete };

    PcapngReader(std::unique_ptr<InputWindow> window, std::vector<Interface> interfaces, bool swap)
        : window_(std::move(window)),
          interfaces_(std::move(interfaces)),
          swap_(swap),
          started_(true),
          chunk_(true),
          somewhere_(true) {}
    bool find_block();
    [[nodiscard]] bool looks_like_packets(std::size_t at) const;

    bool end(const std::string &damage);
    bool leave_to_wiretap(const char *why);
    bool next_block(std::vector<Record> &batch);
    template <bool kSwap>
    void take_enhanced_packets(std::vector<Record> &batch);
    bool section_header(std::uint32_t length);
    bool one_block(std::uint32_t type, std::uint32_t length, std::vector<Record> &batch);
    bool interface_description(std::uint32_t length);
    bool interface_option(std::uint16_t code, const std::uint8_t *value, std::size_t length, Interface &interface);
    bool packet(Packet kind, std::uint32_t length, std::vector<Record> &batch);
    bool custom_block(std::uint32_t length, std::vector<Record> &batch);
    void journal_entry(std::uint32_t length, std::vector<Record> &batch);
    void decryption_secrets(std::uint32_t length);
    [[nodiscard]] Record record_here() const;
    [[nodiscard]] std::uint16_t u16(std::size_t at) const;
    [[nodiscard]] std::uint32_t u32(std::size_t at) const;
    static std::int64_t nanoseconds(const Interface &interface, std::uint64_t units);

    std::unique_ptr<InputWindow> window_;
    std::vector<Interface> interfaces_;  // of the section in hand
    std::size_t secrets_size_ = 0;
    std::uint32_t layout_ = 0;  // changes of section and interfaces so far
    bool swap_ = false, ended_ = false, started_ = false;
    bool chunk_ = false, somewhere_ = false;  // only enhanced packets, and where the first one begins is not known
};

}  // namespace capf::capture
