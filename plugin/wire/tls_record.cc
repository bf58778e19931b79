// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/tls_record.h"

#include "plugin/wire/tls_numbers.h"

namespace capf::wire {

namespace {

constexpr std::size_t kHandshakeHeader = 4;
constexpr std::size_t kLongestRecord = 16'384 + 2048;  // RFC 5246 section 6.2.3

std::uint16_t number16(Bytes bytes, std::size_t at) {
    return at + 2 > bytes.size() ? std::uint16_t{0} : static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

}  // namespace

std::optional<TlsRecordView> take_tls_record(Bytes &bytes) {
    if (bytes.size() < kTlsRecordHeader) return std::nullopt;
    const std::uint8_t type = bytes[0];
    const std::uint16_t version = number16(bytes, 1);
    const std::size_t length = number16(bytes, 3);
    const bool is_tls = type >= kTlsChangeCipherSpec && type <= kTlsApplicationData && version >= kSsl30 &&
                        version <= kTls13 && length <= kLongestRecord;
    if (!is_tls || length > bytes.size() - kTlsRecordHeader) return std::nullopt;
    const TlsRecordView record{type, version, bytes.subspan(kTlsRecordHeader, length)};
    bytes = bytes.subspan(kTlsRecordHeader + length);
    return record;
}

std::optional<TlsHandshakeView> take_tls_handshake(Bytes &content) {
    if (content.size() < kHandshakeHeader) return std::nullopt;
    const std::size_t length = static_cast<std::size_t>(content[1]) << 16 | number16(content, 2);
    if (length > content.size() - kHandshakeHeader) return std::nullopt;
    const TlsHandshakeView message{content[0], content.subspan(kHandshakeHeader, length)};
    content = content.subspan(kHandshakeHeader + length);
    return message;
}

TlsServerChoice read_server_hello(Bytes body) {
    constexpr std::size_t kSessionAt = 34;  // version, random
    constexpr std::size_t kCipherAndCompression = 3, kExtensionsLength = 2, kExtensionHeader = 4;
    constexpr std::uint16_t kSupportedVersions = 43;
    if (body.size() <= kSessionAt) return {number16(body, 0), 0};
    const std::size_t cipher_at = kSessionAt + 1 + body[kSessionAt];
    TlsServerChoice choice{number16(body, 0), number16(body, cipher_at)};
    std::size_t at = cipher_at + kCipherAndCompression + kExtensionsLength;
    while (at + kExtensionHeader <= body.size()) {
        const bool is_whole = at + kExtensionHeader + 2 <= body.size();
        if (number16(body, at) == kSupportedVersions && is_whole)
            choice.version = number16(body, at + kExtensionHeader);
        at += kExtensionHeader + number16(body, at + 2);
    }
    return choice;
}

}  // namespace capf::wire
