// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include "analyzer/redact/stream_redactor.h"

namespace capf::redact {
namespace {

constexpr std::size_t kRecordHeader = 5, kHandshakeHeader = 4, kAlert = 2;
constexpr std::size_t kLongestRecord = 16384 + 2048;
constexpr std::uint8_t kChangeCipherSpec = 20, kAlertRecord = 21, kHandshakeRecord = 22, kApplicationData = 23;
constexpr std::uint8_t kClientHello = 1, kServerHello = 2, kKeyUpdate = 24;
constexpr std::size_t kMostKept = 100'000;  // ranges of one direction

std::size_t u16(Payload bytes, std::size_t at) {
    return static_cast<std::size_t>(bytes[at]) << 8 | bytes[at + 1];
}

void zero(Payload bytes) {
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
}

// Goes over a field with a length of one or two bytes; past the end when it does not fit.
std::size_t skip(Payload bytes, std::size_t at, std::size_t length_bytes) {
    if (at + length_bytes > bytes.size()) return bytes.size();
    const std::size_t length = length_bytes == 1 ? bytes[at] : u16(bytes, at);
    return std::min(at + length_bytes + length, bytes.size());
}

}  // namespace

bool TlsRedactor::begins_record(Payload payload) {
    return payload.size() >= kRecordHeader && payload[0] >= kChangeCipherSpec && payload[0] <= kApplicationData &&
           payload[1] == 3 && payload[2] <= 4 && u16(payload, 3) <= kLongestRecord;
}

void TlsRedactor::redact(std::uint32_t sequence, Payload payload) {
    if (payload.empty()) return;
    const auto ahead = static_cast<std::int32_t>(sequence + static_cast<std::uint32_t>(payload.size()) - next_record_);
    // After a hole, only a record that begins with the segment shows where the stream is.
    const bool in_order = started_ && static_cast<std::int32_t>(next_record_ - sequence) >= 0;
    if (!in_order && begins_record(payload)) {
        next_record_ = sequence;
        handshake_left_ = 0;
        encrypted_ |= started_;
        started_ = true;
        walk(sequence, payload);
    } else if (in_order && ahead > 0) {
        walk(sequence, payload);
    }
    const std::vector<std::uint8_t> original(payload.begin(), payload.end());
    zero(payload);
    // Ranges may begin before the segment.
    for (auto range = kept_.begin(); range != kept_.end(); ++range) {
        const auto begin = static_cast<std::int64_t>(static_cast<std::int32_t>(range->first - sequence));
        const std::int64_t from = std::max<std::int64_t>(begin, 0);
        const auto to = std::min<std::int64_t>(begin + range->second, static_cast<std::int64_t>(payload.size()));
        for (std::int64_t at = from; at < to; ++at) {
            payload[static_cast<std::size_t>(at)] = original[static_cast<std::size_t>(at)];
        }
    }
}

void TlsRedactor::keep(std::uint32_t sequence, std::size_t length) {
    if (length > 0 && kept_.size() < kMostKept) kept_[sequence] = static_cast<std::uint32_t>(length);
}

// From the next record on: what of the payload comes before it belongs to one that was looked at already.
void TlsRedactor::walk(std::uint32_t sequence, Payload payload) {
    std::size_t at = next_record_ - sequence;
    while (at < payload.size()) {
        const std::size_t length = record(sequence + static_cast<std::uint32_t>(at), payload.subspan(at));
        if (length == 0) {
            started_ = false;  // until a record begins a segment
            return;
        }
        at += length;
    }
    next_record_ = sequence + static_cast<std::uint32_t>(at);
}

// The record's length with its header, of which what is here was looked at; 0 when there is none.
std::size_t TlsRedactor::record(std::uint32_t sequence, Payload payload) {
    if (!begins_record(payload)) return 0;
    const std::size_t length = u16(payload, 3);
    keep(sequence, kRecordHeader);
    const Payload content = payload.subspan(kRecordHeader, std::min(length, payload.size() - kRecordHeader));
    const std::uint32_t at = sequence + static_cast<std::uint32_t>(kRecordHeader);
    const std::uint8_t type = payload[0];
    if (type == kChangeCipherSpec) {
        keep(at, std::min<std::size_t>(content.size(), 1));
        encrypted_ = true;
    } else if (type == kAlertRecord && length == kAlert) {
        keep(at, content.size());
    } else if (type == kHandshakeRecord && !encrypted_) {
        handshake(at, content, length);
    }
    return kRecordHeader + length;
}

void TlsRedactor::handshake(std::uint32_t sequence, Payload content, std::size_t record_length) {
    std::size_t at = std::min<std::size_t>(handshake_left_, record_length);
    handshake_left_ -= static_cast<std::uint32_t>(at);
    while (at + kHandshakeHeader <= content.size()) {
        const std::uint8_t type = content[at];
        const std::size_t length = static_cast<std::size_t>(content[at + 1]) << 16 | u16(content, at + 2);
        if (type > kKeyUpdate || length > kLongestRecord * 8) return;  // encrypted after all
        const std::size_t end = at + kHandshakeHeader + length;
        const std::uint32_t here = sequence + static_cast<std::uint32_t>(at);
        const bool whole = end <= content.size();
        const bool hello = type == kClientHello || type == kServerHello;
        if (hello && whole && type == kClientHello) replace_server_name(content.subspan(at + kHandshakeHeader, length));
        keep(here, hello && whole ? kHandshakeHeader + length : kHandshakeHeader);
        if (end > record_length) handshake_left_ = static_cast<std::uint32_t>(end - record_length);
        at = end;
    }
}

// Extension 0 of a client hello (RFC 6066).
void TlsRedactor::replace_server_name(Payload hello) const {
    constexpr std::size_t kVersionAndRandom = 34, kExtensionHeader = 4, kListAndType = 5;
    std::size_t at = skip(hello, kVersionAndRandom, 1);  // session id
    at = skip(hello, at, 2);                             // cipher suites
    at = skip(hello, at, 1) + 2;                         // compression; length of the extensions
    while (at + kExtensionHeader <= hello.size()) {
        const std::size_t type = u16(hello, at), length = u16(hello, at + 2);
        const std::size_t begin = at + kExtensionHeader, end = std::min(begin + length, hello.size());
        if (type == 0 && begin + kListAndType < end) {
            const Payload name = hello.subspan(begin + kListAndType, end - begin - kListAndType);
            const std::string text(name.begin(), name.end());
            const std::string pseudonym = pseudonyms_->same_length(text);
            std::copy(pseudonym.begin(), pseudonym.end(), name.begin());
        }
        at = begin + length;
    }
}

}  // namespace capf::redact
