// SPDX-License-Identifier: GPL-2.0-or-later
// Writes pcapng (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html): one section, in this machine's byte
// order, times in nanoseconds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace capf::exporting {

struct PcapngInterface {
    std::uint16_t link_type = 0;    // LINKTYPE_ number
    std::uint32_t snap_length = 0;  // bytes; 0: no limit
    std::string description;        // UTF-8; may be empty, as all texts here
};

struct PcapngPacket {
    std::uint32_t interface = 0;
    std::int64_t time = 0;          // nanoseconds since 1970
    std::uint32_t on_the_wire = 0;  // bytes that the packet had; not below those that are there
    std::span<const std::uint8_t> bytes;
    std::vector<std::string> comments;  // UTF-8
};

class PcapngWriter {
public:
    // Begins the section. `application` made it; `comment` is about all of it.
    PcapngWriter(const std::string &application, const std::string &comment);

    // The interface's number, for packets after this call.
    std::uint32_t add_interface(const PcapngInterface &interface);
    // `type` as in the standard: 0x544c534b is a TLS key log.
    void add_secrets(std::uint32_t type, std::span<const std::uint8_t> secrets);
    void add_packet(const PcapngPacket &packet);
    // In the export format of systemd's journal.
    void add_journal_entry(const std::string &entry);

    [[nodiscard]] const std::vector<std::uint8_t> &bytes() const { return out_; }

private:
    void begin_block(std::uint32_t type);
    void end_block();
    void option(std::uint16_t code, std::span<const std::uint8_t> value);
    // Cut to what an option holds, between two characters of UTF-8. Nothing for an empty text.
    void text_option(std::uint16_t code, const std::string &text);
    void end_options();
    void bytes_with_padding(std::span<const std::uint8_t> bytes);
    void u16(std::uint16_t value);
    void u32(std::uint32_t value);

    std::vector<std::uint8_t> out_;
    std::size_t block_ = 0;    // where the block in hand begins
    bool any_option_ = false;  // in it
    std::uint32_t interfaces_ = 0;
};

}  // namespace capf::exporting
