// SPDX-License-Identifier: GPL-2.0-or-later
// Builds pcap and pcapng files in either byte order, block by block.
#pragma once

#include <cstdint>
#include <string>

namespace capf::test {

class FileBuilder {
public:
    explicit FileBuilder(bool big_endian) : big_(big_endian) {}

    FileBuilder &u8(std::uint8_t value);
    FileBuilder &u16(std::uint16_t value);
    FileBuilder &u32(std::uint32_t value);
    FileBuilder &u64(std::uint64_t value);
    FileBuilder &bytes(const std::string &text);
    FileBuilder &pad();

    // pcapng. `body` is without type, lengths and padding.
    FileBuilder &block(std::uint32_t type, const std::string &body);
    FileBuilder &section();
    FileBuilder &interface(std::uint16_t link_type, std::uint32_t snap_length, const std::string &options = {});
    FileBuilder &enhanced(std::uint32_t interface, std::uint64_t units, const std::string &frame,
                          std::uint32_t on_the_wire = 0);
    FileBuilder &simple(const std::string &frame, std::uint32_t on_the_wire = 0);
    FileBuilder &obsolete(std::uint16_t interface, std::uint64_t units, const std::string &frame);
    // An option of a block, padded.
    [[nodiscard]] std::string option(std::uint16_t code, const std::string &value) const;

    // pcap.
    FileBuilder &pcap_header(std::uint32_t magic, std::uint32_t link_type);
    FileBuilder &pcap_record(std::uint32_t seconds, std::uint32_t fraction, const std::string &frame);

    [[nodiscard]] const std::string &text() const { return text_; }
    [[nodiscard]] FileBuilder same_order() const { return FileBuilder(big_); }

private:
    bool big_;
    std::string text_;
};

// A file with this content, removed at the end.
class ScratchFile {
public:
    explicit ScratchFile(const std::string &content);
    ~ScratchFile();
    ScratchFile(const ScratchFile &) = delete;
    ScratchFile &operator=(const ScratchFile &) = delete;
    [[nodiscard]] const std::string &path() const { return path_; }

private:
    std::string path_;
};

}  // namespace capf::test
