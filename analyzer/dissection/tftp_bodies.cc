// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/tftp_bodies.h"

#include <algorithm>
#include <string_view>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/payload_print.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/ports.h"

namespace capf::dissection {
namespace {

constexpr std::uint32_t kUdpHeader = 8;
constexpr std::size_t kTftpHeader = 4;
constexpr std::size_t kMostTransfers = 100'000;  // of a capture
constexpr std::uint32_t kBlocks = 0x10000;       // that 16 bits count

std::uint16_t number16(wire::Bytes bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

// The one of that number which is nearest to `last`.
std::uint32_t full_block(std::uint16_t number, std::uint32_t last) {
    const std::uint32_t same_round = last / kBlocks * kBlocks + number;
    if (same_round + kBlocks / 2 < last) return same_round + kBlocks;
    return same_round > last + kBlocks / 2 && same_round >= kBlocks ? same_round - kBlocks : same_round;
}

}  // namespace

void TftpBodies::take_request(const capture::PacketHeaders &headers, wire::Bytes payload) {
    const std::string_view text(reinterpret_cast<const char *>(payload.data()), payload.size());
    const std::size_t end = text.find('\0', 2);
    if (end == std::string_view::npos) return;
    using Kind = wire::PhoneFileKind;
    const Kind kind = wire::parse_phone_file_name(text.substr(2, end - 2)).kind;
    const capture::EndpointKey client = source_of(headers);
    if (kind != Kind::other && kind != Kind::other_signed) {
        transfers_.erase(client);
    } else if (transfers_.size() < kMostTransfers) {
        // A request that is sent again changes nothing; one for another file begins with block 1.
        const auto [known, is_new] = transfers_.try_emplace(client);
        known->second.asked_again = !is_new;
    }
}

TftpBodies::Transfer *TftpBodies::transfer_of(const capture::PacketHeaders &headers) {
    if (transfers_.empty()) return nullptr;
    auto found = transfers_.find(source_of(headers));
    if (found == transfers_.end()) found = transfers_.find(destination_of(headers));
    return found == transfers_.end() ? nullptr : &found->second;
}

std::optional<TftpPacket> TftpBodies::read(const RawFrame &frame) {
    const capture::Record &record = frame.record;
    const capture::PacketHeaders &headers = frame.headers;
    const bool is_ethernet = record.link_type == static_cast<std::uint16_t>(capture::LinkType::ethernet);
    if (headers.kind != capture::PacketHeaders::Kind::udp || !is_ethernet ||
        headers.transport_length < kUdpHeader + kTftpHeader) {
        return std::nullopt;
    }
    const std::uint32_t length = capture::network16(headers.transport + 4);
    const wire::Bytes payload =
        wire::Bytes(headers.transport + kUdpHeader, headers.transport_length - kUdpHeader)
            .first(std::min<std::size_t>(headers.transport_length, std::max(length, kUdpHeader)) - kUdpHeader);
    if (length < kUdpHeader + kTftpHeader || payload.size() < kTftpHeader) return std::nullopt;
    const std::uint16_t opcode = number16(payload, 0);
    if (headers.destination_port == wire::kTftpPort) {
        if (opcode == kTftpReadRequest) take_request(headers, payload);
        return std::nullopt;
    }
    Transfer *transfer = transfer_of(headers);
    if (transfer == nullptr || (opcode != kTftpData && opcode != kTftpAck)) return std::nullopt;
    using Reader = Transfer::Reader;
    if (transfer->asked_again && opcode == kTftpData && number16(payload, 2) == 1) *transfer = {};
    if (transfer->reader == Reader::open && opcode == kTftpData) {
        transfer->reader = headers.is_first_fragment ? Reader::libwireshark : Reader::ours;
    }
    if (transfer->reader != Reader::ours || headers.is_first_fragment) return std::nullopt;
    TftpPacket packet;
    packet.source = {to_text(headers.source()), headers.source_port};
    packet.destination = {to_text(headers.destination()), headers.destination_port};
    packet.hardware_source = ethernet_source(record);
    packet.opcode = opcode;
    packet.block = transfer->last_block = full_block(number16(payload, 2), transfer->last_block);
    packet.payload = print_of(payload, length - kUdpHeader);
    if (opcode == kTftpAck) return packet;
    packet.data_length = length - kUdpHeader - static_cast<std::uint32_t>(kTftpHeader);
    packet.data.assign(payload.begin() + kTftpHeader, payload.end());
    return packet;
}

}  // namespace capf::dissection
