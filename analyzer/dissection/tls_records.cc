// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/tls_records.h"

#include "plugin/wire/tls_numbers.h"

namespace capf::dissection {
namespace {

constexpr std::size_t kRecordHeader = 5, kMessageHeader = 4;
constexpr std::size_t kLongest = 16'384 + 2048;  // bytes of a record [RFC 5246]

std::uint16_t number16(wire::Bytes bytes, std::size_t at) {
    return at + 2 > bytes.size() ? std::uint16_t{0} : static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

// What a ServerHello of TLS 1.3 says in its extension supported_versions; else its version field.
std::uint16_t version_of_server_hello(wire::Bytes hello) {
    constexpr std::size_t kSessionAt = 34, kBehindSession = 3;  // cipher suite, compression
    constexpr std::uint16_t kSupportedVersions = 43;
    if (hello.size() <= kSessionAt) return number16(hello, 0);
    std::size_t at = kSessionAt + 1 + hello[kSessionAt] + kBehindSession + 2;
    while (at + 4 <= hello.size()) {
        if (number16(hello, at) == kSupportedVersions) return number16(hello, at + 4);
        at += 4U + number16(hello, at + 2);
    }
    return number16(hello, 0);
}

void read_handshakes(wire::Bytes content, TlsRecord &record) {
    while (content.size() >= kMessageHeader) {
        const std::size_t length = static_cast<std::size_t>(content[1]) << 16 | number16(content, 2);
        if (length > content.size() - kMessageHeader) return;  // encrypted, or in several records
        const wire::Bytes message = content.subspan(kMessageHeader, length);
        TlsHandshake &handshake = record.handshakes.emplace_back();
        handshake.type = content[0];
        if (handshake.type == wire::kTlsClientHello) handshake.version = number16(message, 0);
        if (handshake.type == wire::kTlsServerHello) handshake.version = version_of_server_hello(message);
        content = content.subspan(kMessageHeader + length);
    }
}

}  // namespace

std::vector<TlsRecord> whole_tls_records(wire::Bytes payload, const Seen &frame) {
    constexpr std::uint16_t kAlertLength = 2;
    std::vector<TlsRecord> records;
    while (payload.size() >= kRecordHeader) {
        TlsRecord record;
        static_cast<Seen &>(record) = frame;
        record.content_type = payload[0];
        record.version = number16(payload, 1);
        record.length = number16(payload, 3);
        const bool is_tls = record.content_type >= wire::kTlsChangeCipherSpec &&
                            record.content_type <= wire::kTlsApplicationData && record.version >= wire::kSsl30 &&
                            record.version <= wire::kTls13;
        if (!is_tls || record.length > kLongest || record.length > payload.size() - kRecordHeader) break;
        const wire::Bytes content = payload.subspan(kRecordHeader, record.length);
        if (record.content_type == wire::kTlsAlert && record.length == kAlertLength) {
            record.alert_level = content[0];
            record.alert_description = content[1];
        }
        if (record.content_type == wire::kTlsHandshakeRecord) read_handshakes(content, record);
        payload = payload.subspan(kRecordHeader + record.length);
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace capf::dissection
