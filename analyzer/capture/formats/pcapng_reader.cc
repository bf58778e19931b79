// SPDX-License-Identifier: GPL-2.0-or-later
// Format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
#include "analyzer/capture/formats/pcapng_reader.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "analyzer/capture/formats/byte_order.h"
#include "plugin/wire/time_units.h"

namespace capf::capture {
namespace {

constexpr auto kBillion = static_cast<std::uint64_t>(wire::kNanosecondsPerSecond);
constexpr std::uint32_t kSectionHeader = 0x0A0D0D0A, kInterfaceDescription = 1, kObsoletePacket = 2, kSimplePacket = 3,
                        kEnhancedPacket = 6, kJournalEntry = 9, kDecryptionSecrets = 10, kCustom = 0x00000BAD,
                        kCustomNoCopy = 0x40000BAD;
constexpr std::uint32_t kSysdigEvents[] = {0x204, 0x208, 0x216};
constexpr std::uint32_t kByteOrderMagic = 0x1A2B3C4D;
constexpr std::uint32_t kNetflix = 10949;  // whose custom blocks wiretap reads in ways of its own
constexpr std::uint32_t kBlockHeader = 8, kBlockTrailer = 4, kShortestBlock = kBlockHeader + kBlockTrailer;
constexpr std::uint32_t kShortestSection = kShortestBlock + 16, kShortestInterface = kShortestBlock + 8,
                        kShortestPacket = kShortestBlock + 20, kShortestSimplePacket = kShortestBlock + 4,
                        kShortestCustom = kShortestBlock + 4, kShortestSecrets = kShortestBlock + 8;
// wiretap's limit: a longer block is damage.
constexpr std::uint32_t kLongestBlock = 16U * 1024 * 1024;
constexpr std::uint16_t kOptionEnd = 0, kOptionResolution = 9, kOptionChecksumLength = 13, kOptionTimeOffset = 14;
constexpr std::size_t kMostSecrets = 64U * 1024 * 1024;  // bytes over all; a key log line has some 200
constexpr std::size_t kMostInterfaces = 65536;

constexpr std::uint32_t padded(std::uint32_t length) {
    return (length + 3) & ~3U;
}

// if_tsresol: the power of ten, or of two with the highest bit. Too large a power is as wiretap takes it.
std::uint64_t units_per_second(std::uint8_t resolution) {
    const unsigned power = resolution & 0x7FU, base = (resolution & 0x80U) != 0 ? 2 : 10;
    if (power >= (base == 2 ? 64U : 20U)) return ~std::uint64_t{0};
    std::uint64_t units = 1;
    for (unsigned i = 0; i < power; ++i) units *= base;
    return units;
}

}  // namespace

bool begins_pcapng(const std::uint8_t *four_bytes) {
    return number_at<std::uint32_t>(four_bytes, false) == kSectionHeader;  // reads the same in both byte orders
}

std::uint16_t PcapngReader::u16(std::size_t at) const {
    return number_at<std::uint16_t>(window_->data() + at, swap_);
}

std::uint32_t PcapngReader::u32(std::size_t at) const {
    return number_at<std::uint32_t>(window_->data() + at, swap_);
}

bool PcapngReader::end(const std::string &damage) {
    ended_ = true;
    damage_ = window_->error().empty() ? damage : window_->error();
    return false;
}

bool PcapngReader::leave_to_wiretap(const char *why) {
    ended_ = true;
    unsupported_ = why;
    return false;
}

std::int64_t PcapngReader::nanoseconds(const Interface &interface, std::uint64_t units) {
    const std::uint64_t per_second = interface.units_per_second;
    const std::uint64_t rest = units % per_second;
    // Where the product would not fit, the resolution is beyond a nanosecond's anyway.
    const std::uint64_t part =
        per_second <= kBillion * 16 ? rest * kBillion / per_second : rest / (per_second / kBillion);
    constexpr std::int64_t kMostSeconds = std::int64_t{1} << 40;
    const auto seconds = std::clamp(static_cast<std::int64_t>(units / per_second), -kMostSeconds, kMostSeconds);
    return record_time(seconds + interface.time_offset, static_cast<std::int64_t>(part));
}

// The fast way, for what nearly all of a file is.
template <bool kSwap>
void PcapngReader::take_enhanced_packets(std::vector<Record> &batch) {
    const std::uint8_t *const begin = window_->data(), *const there = begin + window_->size(), *at = begin;
    const auto offset = static_cast<std::int64_t>(window_->offset());
    while (static_cast<std::size_t>(there - at) >= kShortestPacket && batch.size() < kFramesInBatch) {
        if (number_at<std::uint32_t>(at, kSwap) != kEnhancedPacket) break;
        const auto length = number_at<std::uint32_t>(at + 4, kSwap);
        const auto index = number_at<std::uint32_t>(at + 8, kSwap);
        const auto captured = number_at<std::uint32_t>(at + 20, kSwap);
        // Whatever is unusual is for packet() to judge.
        if (captured > kLongestPacket || length < kShortestPacket + padded(captured) || length % 4 != 0 ||
            length > static_cast<std::size_t>(there - at) || index >= interfaces_.size() ||
            number_at<std::uint32_t>(at + length - 4, kSwap) != length) {
            break;
        }
        const Interface &interface = interfaces_[index];
        const std::uint64_t units = static_cast<std::uint64_t>(number_at<std::uint32_t>(at + 12, kSwap)) << 32 |
                                    number_at<std::uint32_t>(at + 16, kSwap);
        Record &record = batch.emplace_back();
        record.bytes = at + kBlockHeader + 20;
        record.time = units < interface.plain_units ? static_cast<std::int64_t>(units) * interface.time_scale
                                                    : nanoseconds(interface, units);
        record.offset = offset + (at - begin);
        record.captured = captured;
        record.on_the_wire = number_at<std::uint32_t>(at + 24, kSwap);
        record.interface = index;
        record.link_type = interface.link_type;
        at += length;
    }
    window_->consume(static_cast<std::size_t>(at - begin));
}

// Several blocks of packets, each where the one before says.
bool PcapngReader::looks_like_packets(std::size_t at) const {
    constexpr int kBlocks = 3;
    for (int block = 0; block < kBlocks && at + kShortestPacket <= window_->size(); ++block) {
        const std::uint32_t length = u32(at + 4), captured = u32(at + 20);
        if (u32(at) != kEnhancedPacket || length % 4 != 0 || captured > kLongestPacket ||
            length < kShortestPacket + padded(captured) || length > kLongestBlock ||
            u32(at + 8) >= interfaces_.size()) {
            return false;
        }
        at += length;
        if (at <= window_->size() && u32(at - kBlockTrailer) != length) return false;
    }
    return true;
}

bool PcapngReader::find_block() {
    constexpr std::size_t kAhead = 96U * 1024;  // a longer block is rare, and its chunk is then read in order
    window_->fill(kAhead);
    const std::size_t first = static_cast<std::size_t>(-window_->offset() % 4);
    for (std::size_t at = first; at + kShortestPacket <= window_->size(); at += 4) {
        if (!looks_like_packets(at)) continue;
        window_->consume(at);
        return true;
    }
    return false;
}

ChunkOpener PcapngReader::chunk_opener(std::int64_t /*time*/) const {
    if (interfaces_.empty()) return nullptr;
    return [interfaces = interfaces_, swap = swap_](std::unique_ptr<InputWindow> window) {
        return std::unique_ptr<RecordReader>(new PcapngReader(std::move(window), interfaces, swap));
    };
}

bool PcapngReader::next(std::vector<Record> &batch) {
    batch.clear();
    if (std::exchange(somewhere_, false) && !find_block()) return end("there is nothing that looks like a packet");
    // A block that is read one by one may leave its record in the window: it ends the batch.
    while (!ended_ && batch.empty()) {
        if (started_) swap_ ? take_enhanced_packets<true>(batch) : take_enhanced_packets<false>(batch);
        if (batch.empty() && !next_block(batch)) break;
    }
    return !batch.empty();
}

// Takes one block of any kind. Its record's bytes stay in the window until the next call.
bool PcapngReader::next_block(std::vector<Record> &batch) {
    if (!window_->fill(kShortestBlock)) {
        return end(window_->size() == 0 ? "" : "the file ends inside a block");
    }
    if (chunk_ && u32(0) != kEnhancedPacket) return end("not a packet");
    const bool is_section = begins_pcapng(window_->data());
    if (is_section) {
        const auto magic = number_at<std::uint32_t>(window_->data() + kBlockHeader, false);
        if (magic != kByteOrderMagic && magic != swapped(kByteOrderMagic)) {
            return end("a section has no known byte order");
        }
        swap_ = magic != kByteOrderMagic;
    } else if (!started_) {
        return end("the file does not begin with a section");
    }
    const std::uint32_t type = is_section ? kSectionHeader : u32(0);
    // Some writers leave the padding out of the length.
    if (u32(4) > kLongestBlock) return end("a block claims to be longer than any");
    const std::uint32_t length = padded(u32(4));
    if (length < kShortestBlock) return end("a block is shorter than its own header");
    if (!window_->fill(length)) return end("the file ends inside a block");
    if (padded(u32(length - kBlockTrailer)) != length) return end("the two lengths of a block differ");
    const bool good = is_section ? section_header(length) : one_block(type, length, batch);
    if (good) window_->consume(length);
    return good;
}

bool PcapngReader::section_header(std::uint32_t length) {
    if (length < kShortestSection) return end("a section header is too short");
    const std::uint16_t major = u16(12), minor = u16(14);
    if (major != 1 || (minor != 0 && minor != 2)) return end("a section is of an unknown version");
    interfaces_.clear();
    ++layout_;
    started_ = true;
    return true;
}

bool PcapngReader::one_block(std::uint32_t type, std::uint32_t length, std::vector<Record> &batch) {
    switch (type) {
        case kInterfaceDescription:
            return interface_description(length);
        case kEnhancedPacket:
            return packet(Packet::enhanced, length, batch);
        case kSimplePacket:
            return packet(Packet::simple, length, batch);
        case kObsoletePacket:
            return packet(Packet::obsolete, length, batch);
        case kCustom:
        case kCustomNoCopy:
            return custom_block(length, batch);
        case kJournalEntry:
            journal_entry(length, batch);
            return true;
        case kDecryptionSecrets:
            if (length < kShortestSecrets) return end("a block of secrets is too short");
            decryption_secrets(length);
            return true;
        default:
            break;
    }
    if (std::find(std::begin(kSysdigEvents), std::end(kSysdigEvents), type) != std::end(kSysdigEvents)) {
        return leave_to_wiretap("system events");
    }
    return true;  // name resolution, statistics, and what is not known here
}

bool PcapngReader::interface_description(std::uint32_t length) {
    if (length < kShortestInterface) return end("the description of an interface is too short");
    if (interfaces_.size() >= kMostInterfaces) return end("a section describes more interfaces than there can be");
    Interface interface;
    interface.link_type = u16(8);
    interface.snap_length = u32(12);
    if (!is_plain(interface.link_type)) return leave_to_wiretap("link type");
    const std::size_t options_end = length - kBlockTrailer;
    for (std::size_t at = kShortestInterface - kBlockTrailer; at + 4 <= options_end;) {
        const std::uint16_t code = u16(at), size = u16(at + 2);
        if (code == kOptionEnd || at + 4 + size > options_end) break;
        if (!interface_option(code, window_->data() + at + 4, size, interface)) return false;
        at += 4 + padded(size);
    }
    if (kBillion % interface.units_per_second == 0 && interface.time_offset == 0) {
        interface.time_scale = static_cast<std::int64_t>(kBillion / interface.units_per_second);
        interface.plain_units = static_cast<std::uint64_t>(kMostTime / interface.time_scale);
    }
    interfaces_.push_back(interface);
    ++layout_;
    return true;
}

bool PcapngReader::interface_option(std::uint16_t code, const std::uint8_t *value, std::size_t length,
                                    Interface &interface) {
    if (code == kOptionResolution && length == 1) interface.units_per_second = units_per_second(*value);
    if (code == kOptionTimeOffset && length == 8) {
        const auto seconds = static_cast<std::int64_t>(number_at<std::uint64_t>(value, swap_));
        constexpr std::int64_t kMost = std::int64_t{1} << 33;
        interface.time_offset = std::clamp(seconds, -kMost, kMost);
    }
    // The dissector must be told of a checksum behind the frame.
    if (code == kOptionChecksumLength && length == 1 && *value != 0) return leave_to_wiretap("frame checksums");
    return true;
}

Record PcapngReader::record_here() const {
    Record record;
    record.offset = static_cast<std::int64_t>(window_->offset());
    return record;
}

bool PcapngReader::packet(Packet kind, std::uint32_t length, std::vector<Record> &batch) {
    const bool simple = kind == Packet::simple;
    const std::uint32_t fixed = simple ? kShortestSimplePacket : kShortestPacket;
    if (length < fixed) return end("a packet block is too short");
    const std::uint32_t index = simple ? 0 : kind == Packet::obsolete ? u16(8) : u32(8);
    if (index >= interfaces_.size()) return end("a packet names an interface that its section does not describe");
    const Interface &interface = interfaces_[index];
    Record record = record_here();
    record.on_the_wire = u32(simple ? 8 : 24);
    record.captured = simple ? record.on_the_wire : u32(20);
    if (simple && interface.snap_length != 0) record.captured = std::min(record.captured, interface.snap_length);
    if (record.captured > kLongestPacket) return end("a record claims to be longer than any packet");
    if (length < fixed + padded(record.captured)) return end("a packet is longer than its block");
    record.bytes = window_->data() + fixed - kBlockTrailer;
    record.interface = index;
    record.link_type = interface.link_type;
    record.has_time = !simple;
    if (!simple) record.time = nanoseconds(interface, static_cast<std::uint64_t>(u32(12)) << 32 | u32(16));
    batch.push_back(record);
    return true;
}

bool PcapngReader::custom_block(std::uint32_t length, std::vector<Record> &batch) {
    if (length < kShortestCustom) return end("a custom block is too short");
    if (u32(8) == kNetflix) return leave_to_wiretap("custom blocks");
    Record record = record_here();
    record.is_packet = record.has_time = false;
    batch.push_back(record);
    return true;
}

// An entry of systemd's journal is text; its time is one of the lines.
void PcapngReader::journal_entry(std::uint32_t length, std::vector<Record> &batch) {
    constexpr std::string_view kTime = "__REALTIME_TIMESTAMP=";
    const std::string_view text(reinterpret_cast<const char *>(window_->data() + kBlockHeader),
                                length - kShortestBlock);
    Record record = record_here();
    record.is_packet = record.has_time = false;
    if (const std::size_t at = text.find(kTime); at != std::string_view::npos) {
        const std::string digits(text.substr(at + kTime.size(), 20));
        const std::uint64_t microseconds = std::strtoull(digits.c_str(), nullptr, 10);
        record.time = record_time(static_cast<std::int64_t>(microseconds / 1'000'000),
                                  static_cast<std::int64_t>(microseconds % 1'000'000 * 1000));
        record.has_time = true;
    }
    batch.push_back(record);
}

void PcapngReader::decryption_secrets(std::uint32_t length) {
    const std::uint32_t size = u32(12);
    if (size > length - kShortestSecrets || secrets_size_ + size > kMostSecrets) return;
    const std::uint8_t *bytes = window_->data() + kShortestSecrets - kBlockTrailer;
    secrets_.push_back({u32(8), {bytes, bytes + size}});
    secrets_size_ += size;
}

}  // namespace capf::capture
