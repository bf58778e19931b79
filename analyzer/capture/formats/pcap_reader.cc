// SPDX-License-Identifier: GPL-2.0-or-later
// Format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html
#include "analyzer/capture/formats/pcap_reader.h"

#include <cstdlib>

#include "analyzer/capture/formats/byte_order.h"
#include "plugin/wire/time_units.h"

namespace capf::capture {
namespace {

constexpr std::uint32_t kMicroseconds = 0xA1B2C3D4, kNanoseconds = 0xA1B23C4D;
constexpr std::size_t kFileHeader = 24, kRecordHeader = 16;

std::uint32_t magic_of(const std::uint8_t *bytes, bool &swap) {
    const auto magic = number_at<std::uint32_t>(bytes, false);
    swap = magic == swapped(kMicroseconds) || magic == swapped(kNanoseconds);
    return swap ? swapped(magic) : magic;
}

}  // namespace

bool is_plain(std::uint32_t link_type) {
    switch (static_cast<LinkType>(link_type)) {
        case LinkType::null:
        case LinkType::ethernet:
        case LinkType::ppp_ether:
        case LinkType::raw:
        case LinkType::raw_bsd:
        case LinkType::raw_openbsd:
        case LinkType::loop:
        case LinkType::linux_sll:
        case LinkType::ipv4:
        case LinkType::ipv6:
        case LinkType::linux_sll2:
            return link_type <= 0xFFFF;
        case LinkType::ppp:  // wiretap guesses a direction byte
        case LinkType::ppp_hdlc:
            return false;
    }
    return false;
}

bool begins_pcap(const std::uint8_t *four_bytes) {
    bool swap = false;
    const std::uint32_t magic = magic_of(four_bytes, swap);
    return magic == kMicroseconds || magic == kNanoseconds;
}

bool PcapReader::end(const char *damage) {
    state_ = State::ended;
    damage_ = damage;
    if (!window_->error().empty()) damage_ = window_->error();
    return false;
}

bool PcapReader::read_file_header() {
    if (!window_->fill(kFileHeader)) return end("the file ends inside its header");
    const std::uint8_t *header = window_->data();
    format_.fraction = magic_of(header, format_.swap) == kNanoseconds ? 1 : 1000;
    const auto major = number_at<std::uint16_t>(header + 4, format_.swap);
    const auto minor = number_at<std::uint16_t>(header + 6, format_.swap);
    // The upper bits may say that frames end with a checksum.
    const auto network = number_at<std::uint32_t>(header + 20, format_.swap);
    if (major != 2 || minor != 4 || !is_plain(network)) {
        unsupported_ = "version or link type";
        return end("");
    }
    format_.link_type = static_cast<std::uint16_t>(network);
    window_->consume(kFileHeader);
    return check_first_records();
}

std::uint32_t PcapReader::captured_at(std::size_t at) const {
    return number_at<std::uint32_t>(window_->data() + at + 8, format_.swap);
}

// Whether what is there can be the header of a record, as far as one alone tells.
bool PcapReader::is_record_header(std::size_t at) const {
    const std::uint8_t *header = window_->data() + at;
    const auto fraction = number_at<std::uint32_t>(header + 4, format_.swap);
    const auto on_the_wire = number_at<std::uint32_t>(header + 12, format_.swap);
    const std::uint32_t captured = captured_at(at);
    return captured <= kLongestPacket && captured <= on_the_wire &&
           fraction < wire::kNanosecondsPerSecond / format_.fraction;
}

// Modified formats of long ago have the same magic number and longer record headers: in their place, a standard reader
// sees nonsense from the second record on.
bool PcapReader::check_first_records() {
    std::size_t at = 0;
    for (int record = 0; record < 2; ++record) {
        if (!window_->fill(at + kRecordHeader)) return true;  // too short to tell, and too short to matter
        if (!is_record_header(at)) {
            unsupported_ = "record headers of another kind";
            return end("");
        }
        at += kRecordHeader + captured_at(at);
    }
    return true;
}

template <bool kSwap>
void PcapReader::take_whole_records(std::vector<Record> &batch) {
    const std::uint8_t *const begin = window_->data(), *const there = begin + window_->size(), *at = begin;
    const auto offset = static_cast<std::int64_t>(window_->offset());
    while (static_cast<std::size_t>(there - at) >= kRecordHeader && batch.size() < kFramesInBatch) {
        const auto captured = number_at<std::uint32_t>(at + 8, kSwap);
        if (captured > kLongestPacket || static_cast<std::size_t>(there - at) - kRecordHeader < captured) break;
        Record &record = batch.emplace_back();
        record.bytes = at + kRecordHeader;
        // A fraction of more than a second is damage, and wraps around as it does in wiretap.
        const auto part = static_cast<std::int32_t>(number_at<std::uint32_t>(at + 4, kSwap) * format_.fraction);
        record.time = record_time(number_at<std::uint32_t>(at, kSwap), part);
        record.offset = offset + (at - begin);
        record.captured = captured;
        record.on_the_wire = number_at<std::uint32_t>(at + 12, kSwap);
        record.link_type = format_.link_type;
        at += kRecordHeader + captured;
    }
    window_->consume(static_cast<std::size_t>(at - begin));
}

// Several headers, each where the one before says, of packets, and of a time not far from others'.
bool PcapReader::looks_like_records(std::size_t at) const {
    constexpr int kHeaders = 4;
    constexpr std::int64_t kNear = 400 * wire::kSecondsPerDay;
    const std::int64_t near_by = time_ / wire::kNanosecondsPerSecond;
    for (int record = 0; record < kHeaders && at + kRecordHeader <= window_->size(); ++record) {
        const std::int64_t seconds = number_at<std::uint32_t>(window_->data() + at, format_.swap);
        if (!is_record_header(at) || captured_at(at) == 0 || std::abs(seconds - near_by) > kNear) return false;
        at += kRecordHeader + captured_at(at);
    }
    return true;
}

bool PcapReader::find_record() {
    constexpr std::size_t kAhead = 96U * 1024;  // a longer record is rare, and its chunk is then read in order
    window_->fill(kAhead);
    for (std::size_t at = 0; at + kRecordHeader <= window_->size(); ++at) {
        if (!looks_like_records(at)) continue;
        window_->consume(at);
        return true;
    }
    return false;
}

ChunkOpener PcapReader::chunk_opener(std::int64_t time) const {
    return [format = format_, time](std::unique_ptr<InputWindow> window) {
        return std::unique_ptr<RecordReader>(new PcapReader(std::move(window), format, time));
    };
}

bool PcapReader::next(std::vector<Record> &batch) {
    batch.clear();
    if (state_ == State::at_file_header) {
        state_ = State::at_record;
        if (!read_file_header()) return false;
    }
    if (state_ == State::somewhere) {
        state_ = State::at_record;
        if (!find_record()) return end("there is nothing that looks like a record");
    }
    while (state_ == State::at_record) {
        format_.swap ? take_whole_records<true>(batch) : take_whole_records<false>(batch);
        if (!batch.empty()) return true;
        if (!window_->fill(kRecordHeader)) {
            return end(window_->size() == 0 ? "" : "the file ends inside a record");
        }
        const std::uint32_t captured = captured_at(0);
        if (captured > kLongestPacket) return end("a record claims to be longer than any packet");
        if (!window_->fill(kRecordHeader + captured)) return end("the file ends inside a record");
    }
    return false;
}

}  // namespace capf::capture
