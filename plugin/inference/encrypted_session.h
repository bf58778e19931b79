// SPDX-License-Identifier: GPL-2.0-or-later
// What the inference is told of a TLS connection: what can be seen of it without keys.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugin/wire/tls_numbers.h"

namespace capf::inference {

// One record of application data.
struct EncryptedRecord {
    bool from_client = false;
    std::uint16_t length = 0;  // bytes on the wire without the 5-byte record header
    std::int64_t time = 0;     // nanoseconds since any moment that is the same for all records of a session
};

// How the connection ended.
struct Closing {
    enum class By { nobody, client, server };
    By first = By::nobody;     // whose FIN or RST came first
    std::int64_t silence = 0;  // nanoseconds from the last record to it
};

struct EncryptedSession {
    std::uint16_t version = 0;             // chosen by the server, e.g. wire::kTls12
    std::string cipher_name;               // IANA's, e.g. TLS_RSA_WITH_AES_128_CBC_SHA
    std::vector<EncryptedRecord> records;  // all after the handshake, in order; TLS 1.3's tickets are among them

    [[nodiscard]] bool is_1_3() const { return version == wire::kTls13; }
};

}  // namespace capf::inference
