// SPDX-License-Identifier: GPL-2.0-or-later
// What a TLS connection's records say without keys: versions, cipher, certificate, alerts, how far it came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/phones/connection.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {

struct TlsAlert {
    bool from_client = false;
    std::uint8_t level = 0;        // 2 fatal
    std::uint8_t description = 0;  // RFC 8446 section 6
    dissection::FrameTime at;
};

// One record of application data, as long as it is on the wire.
struct CipherRecord {
    bool from_client = false;
    std::uint16_t length = 0;  // without the 5-byte record header
    dissection::FrameTime at;
};

struct TlsSession {
    std::optional<dissection::FrameTime> client_hello, server_hello, certificate_sent, client_key_exchange;
    std::optional<dissection::FrameTime> client_certificate_sent;
    std::optional<dissection::FrameTime> client_finished,
        server_finished;                // change cipher spec, or encrypted in TLS 1.3
    std::uint16_t offered_version = 0;  // highest that the client hello offers
    std::uint16_t version = 0;          // chosen by the server
    std::uint16_t cipher = 0;
    std::string cipher_name;                       // IANA's, e.g. TLS_RSA_WITH_AES_128_CBC_SHA
    std::vector<std::uint8_t> certificate;         // DER, the server's own
    std::vector<std::uint8_t> client_certificate;  // DER, where the server asks for one
    std::vector<TlsAlert> alerts;
    std::vector<CipherRecord> application_data;  // after the handshake; TLS 1.3's tickets are among them
    bool records_dropped = false;

    [[nodiscard]] bool started() const { return client_hello.has_value() || server_hello.has_value(); }
    [[nodiscard]] bool established() const { return client_finished && server_finished; }
    [[nodiscard]] bool is_1_3() const { return version == wire::kTls13; }
    // The first fatal alert, or null.
    [[nodiscard]] const TlsAlert *fatal() const;
};

[[nodiscard]] TlsSession read_tls_session(const phones::Connection &connection);

}  // namespace capf::judge
