// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/capture/pcapng_builder.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace capf::test {

FileBuilder &FileBuilder::u8(std::uint8_t value) {
    text_ += static_cast<char>(value);
    return *this;
}

FileBuilder &FileBuilder::u16(std::uint16_t value) {
    const auto high = static_cast<std::uint8_t>(value >> 8), low = static_cast<std::uint8_t>(value);
    return big_ ? u8(high).u8(low) : u8(low).u8(high);
}

FileBuilder &FileBuilder::u32(std::uint32_t value) {
    const auto high = static_cast<std::uint16_t>(value >> 16), low = static_cast<std::uint16_t>(value);
    return big_ ? u16(high).u16(low) : u16(low).u16(high);
}

FileBuilder &FileBuilder::u64(std::uint64_t value) {
    const auto high = static_cast<std::uint32_t>(value >> 32), low = static_cast<std::uint32_t>(value);
    return big_ ? u32(high).u32(low) : u32(low).u32(high);
}

FileBuilder &FileBuilder::bytes(const std::string &text) {
    text_ += text;
    return *this;
}

FileBuilder &FileBuilder::pad() {
    while (text_.size() % 4 != 0) u8(0);
    return *this;
}

FileBuilder &FileBuilder::block(std::uint32_t type, const std::string &body) {
    const auto length = static_cast<std::uint32_t>(12 + (body.size() + 3) / 4 * 4);
    return u32(type).u32(length).bytes(body).pad().u32(length);
}

FileBuilder &FileBuilder::section() {
    return block(0x0A0D0D0A, same_order().u32(0x1A2B3C4D).u16(1).u16(0).u64(~std::uint64_t{0}).text());
}

FileBuilder &FileBuilder::interface(std::uint16_t link_type, std::uint32_t snap_length, const std::string &options) {
    return block(1, same_order().u16(link_type).u16(0).u32(snap_length).bytes(options).text());
}

FileBuilder &FileBuilder::enhanced(std::uint32_t interface, std::uint64_t units, const std::string &frame,
                                   std::uint32_t on_the_wire) {
    const auto captured = static_cast<std::uint32_t>(frame.size());
    return block(6, same_order()
                        .u32(interface)
                        .u32(static_cast<std::uint32_t>(units >> 32))
                        .u32(static_cast<std::uint32_t>(units))
                        .u32(captured)
                        .u32(on_the_wire == 0 ? captured : on_the_wire)
                        .bytes(frame)
                        .text());
}

FileBuilder &FileBuilder::simple(const std::string &frame, std::uint32_t on_the_wire) {
    const auto length = on_the_wire == 0 ? static_cast<std::uint32_t>(frame.size()) : on_the_wire;
    return block(3, same_order().u32(length).bytes(frame).text());
}

FileBuilder &FileBuilder::obsolete(std::uint16_t interface, std::uint64_t units, const std::string &frame) {
    const auto captured = static_cast<std::uint32_t>(frame.size());
    return block(2, same_order()
                        .u16(interface)
                        .u16(0xFFFF)
                        .u32(static_cast<std::uint32_t>(units >> 32))
                        .u32(static_cast<std::uint32_t>(units))
                        .u32(captured)
                        .u32(captured)
                        .bytes(frame)
                        .text());
}

std::string FileBuilder::option(std::uint16_t code, const std::string &value) const {
    return same_order().u16(code).u16(static_cast<std::uint16_t>(value.size())).bytes(value).pad().text();
}

FileBuilder &FileBuilder::pcap_header(std::uint32_t magic, std::uint32_t link_type) {
    return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(link_type);
}

FileBuilder &FileBuilder::pcap_record(std::uint32_t seconds, std::uint32_t fraction, const std::string &frame) {
    const auto length = static_cast<std::uint32_t>(frame.size());
    return u32(seconds).u32(fraction).u32(length).u32(length).bytes(frame);
}

ScratchFile::ScratchFile(const std::string &content) {
    const char *chosen = std::getenv("TMPDIR");
    path_ = std::string(chosen != nullptr ? chosen : "/tmp") + "/capture-test-XXXXXX";
    const int file = mkstemp(path_.data());
    if (file < 0) throw std::runtime_error("no scratch file");
    close(file);
    std::ofstream(path_, std::ios::binary) << content;
}

ScratchFile::~ScratchFile() {
    unlink(path_.c_str());
}

}  // namespace capf::test
