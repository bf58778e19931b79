// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/pcapng_writer.h"

#include <algorithm>
#include <cstring>

namespace capf::exporting {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A, kInterfaceDescription = 1, kEnhancedPacket = 6, kJournalEntry = 9,
                        kDecryptionSecrets = 10, kByteOrderMagic = 0x1A2B3C4D;
constexpr std::uint16_t kOptionEnd = 0, kOptionComment = 1, kOptionDescription = 3, kOptionApplication = 4,
                        kOptionResolution = 9;
constexpr std::size_t kLongestOption = 0xFFFF;

constexpr std::size_t padding(std::size_t length) {
    return (4 - length % 4) % 4;
}

}  // namespace

PcapngWriter::PcapngWriter(const std::string &application, const std::string &comment) {
    begin_block(kSectionHeader);
    u32(kByteOrderMagic);
    u16(1);  // version 1.0
    u16(0);
    u32(0xFFFFFFFF);  // the section's length is not told
    u32(0xFFFFFFFF);
    text_option(kOptionComment, comment);
    text_option(kOptionApplication, application);
    end_options();
    end_block();
}

std::uint32_t PcapngWriter::add_interface(const PcapngInterface &interface) {
    constexpr std::uint8_t kNanoseconds[] = {9};
    begin_block(kInterfaceDescription);
    u16(interface.link_type);
    u16(0);
    u32(interface.snap_length);
    text_option(kOptionDescription, interface.description);
    option(kOptionResolution, kNanoseconds);
    end_options();
    end_block();
    return interfaces_++;
}

void PcapngWriter::add_secrets(std::uint32_t type, std::span<const std::uint8_t> secrets) {
    begin_block(kDecryptionSecrets);
    u32(type);
    u32(static_cast<std::uint32_t>(secrets.size()));
    bytes_with_padding(secrets);
    end_block();
}

void PcapngWriter::add_packet(const PcapngPacket &packet) {
    const auto time = static_cast<std::uint64_t>(packet.time);
    const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
    begin_block(kEnhancedPacket);
    u32(packet.interface);
    u32(static_cast<std::uint32_t>(time >> 32));
    u32(static_cast<std::uint32_t>(time));
    u32(captured);
    u32(std::max(captured, packet.on_the_wire));
    bytes_with_padding(packet.bytes);
    for (const std::string &comment : packet.comments) text_option(kOptionComment, comment);
    end_options();
    end_block();
}

void PcapngWriter::add_journal_entry(const std::string &entry) {
    begin_block(kJournalEntry);
    bytes_with_padding({reinterpret_cast<const std::uint8_t *>(entry.data()), entry.size()});
    end_block();
}

void PcapngWriter::begin_block(std::uint32_t type) {
    block_ = out_.size();
    any_option_ = false;
    u32(type);
    u32(0);  // the length, once it is known
}

void PcapngWriter::end_block() {
    const auto length = static_cast<std::uint32_t>(out_.size() - block_ + sizeof(std::uint32_t));
    std::memcpy(out_.data() + block_ + sizeof(std::uint32_t), &length, sizeof length);
    u32(length);
}

void PcapngWriter::option(std::uint16_t code, std::span<const std::uint8_t> value) {
    any_option_ = true;
    u16(code);
    u16(static_cast<std::uint16_t>(value.size()));
    bytes_with_padding(value);
}

void PcapngWriter::text_option(std::uint16_t code, const std::string &text) {
    if (text.empty()) return;
    std::size_t length = std::min(text.size(), kLongestOption);
    const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
    while (length < text.size() && length > 0 && continues(length)) --length;
    option(code, {reinterpret_cast<const std::uint8_t *>(text.data()), length});
}

void PcapngWriter::end_options() {
    if (!any_option_) return;
    u16(kOptionEnd);
    u16(0);
}

void PcapngWriter::bytes_with_padding(std::span<const std::uint8_t> bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    out_.insert(out_.end(), padding(bytes.size()), 0);
}

void PcapngWriter::u16(std::uint16_t value) {
    const auto *from = reinterpret_cast<const std::uint8_t *>(&value);
    out_.insert(out_.end(), from, from + sizeof value);
}

void PcapngWriter::u32(std::uint32_t value) {
    const auto *from = reinterpret_cast<const std::uint8_t *>(&value);
    out_.insert(out_.end(), from, from + sizeof value);
}

}  // namespace capf::exporting
