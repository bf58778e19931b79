// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/tls_records.h"

#include "plugin/wire/tls_numbers.h"
#include "plugin/wire/tls_record.h"

namespace capf::dissection {
namespace {

void read_handshakes(wire::Bytes content, TlsRecord &record) {
    while (const auto message = wire::take_tls_handshake(content)) {
        TlsHandshake &handshake = record.handshakes.emplace_back();
        handshake.type = message->type;
        if (handshake.type == wire::kTlsClientHello && message->body.size() >= 2)
            handshake.version = static_cast<std::uint16_t>(message->body[0] << 8 | message->body[1]);
        if (handshake.type == wire::kTlsServerHello) handshake.version = wire::read_server_hello(message->body).version;
    }
}

}  // namespace

std::vector<TlsRecord> whole_tls_records(wire::Bytes payload, const Seen &frame) {
    constexpr std::size_t kAlertLength = 2;
    std::vector<TlsRecord> records;
    while (const auto whole = wire::take_tls_record(payload)) {
        TlsRecord record;
        static_cast<Seen &>(record) = frame;
        record.content_type = whole->content_type;
        record.version = whole->version;
        record.length = static_cast<std::uint16_t>(whole->content.size());
        if (record.content_type == wire::kTlsAlert && whole->content.size() == kAlertLength) {
            record.alert_level = whole->content[0];
            record.alert_description = whole->content[1];
        }
        if (record.content_type == wire::kTlsHandshakeRecord) read_handshakes(whole->content, record);
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace capf::dissection
