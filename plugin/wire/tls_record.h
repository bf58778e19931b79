// SPDX-License-Identifier: GPL-2.0-or-later
// TLS records, and of a ServerHello what the inference needs (RFC 5246 sections 6.2 and 7.4.1, RFC 8446 section 5.1).
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

inline constexpr std::size_t kTlsRecordHeader = 5;

struct TlsRecordView {
    std::uint8_t content_type;
    std::uint16_t version;  // of the record layer
    Bytes content;          // of the declared length
};

// The whole record at the front of `bytes`, which moves past it; nothing, and `bytes` stays, when there is no TLS
// record or its end is missing.
[[nodiscard]] std::optional<TlsRecordView> take_tls_record(Bytes &bytes);

struct TlsHandshakeView {
    std::uint8_t type;
    Bytes body;
};

// The same for a handshake message at the front of a record's content; nothing for one that is encrypted or continues
// in the next record.
[[nodiscard]] std::optional<TlsHandshakeView> take_tls_handshake(Bytes &content);

struct TlsServerChoice {
    std::uint16_t version = 0;  // TLS 1.3's from supported_versions (RFC 8446 section 4.2.1); 0: too short to tell
    std::uint16_t cipher = 0;
};
[[nodiscard]] TlsServerChoice read_server_hello(Bytes body);

}  // namespace capf::wire
