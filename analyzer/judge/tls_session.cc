// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/tls_session.h"

#include <algorithm>

#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

using dissection::FrameTime;
using dissection::TlsHandshake;
using dissection::TlsRecord;

void once(std::optional<FrameTime> &slot, const FrameTime &at) {
    if (!slot) slot = at;
}

void read_handshake(TlsSession &session, const TlsHandshake &handshake, const FrameTime &at, bool from_client) {
    switch (handshake.type) {
        case wire::kTlsClientHello:
            once(session.client_hello, at);
            session.offered_version = std::max(session.offered_version, handshake.version);
            break;
        case wire::kTlsServerHello:
            once(session.server_hello, at);
            session.version = handshake.version;
            session.cipher = handshake.cipher.value_or(0);
            session.cipher_name = handshake.cipher_name;
            break;
        case wire::kTlsCertificate:
            if (from_client) {
                if (handshake.certificates.empty()) break;
                session.client_certificate_sent = at;
                session.client_certificate = handshake.certificates.front();
                break;
            }
            if (session.certificate_sent) break;
            session.certificate_sent = at;
            if (!handshake.certificates.empty()) session.certificate = handshake.certificates.front();
            break;
        case wire::kTlsClientKeyExchange:
            once(session.client_key_exchange, at);
            break;
        default:
            break;
    }
}

// In TLS 1.3 all that follows the hellos looks like application data. The client's first such record is its Finished
// (or an alert); what the server sent before it is the rest of its handshake.
void read_encrypted(TlsSession &session, const TlsRecord &record, bool from_client) {
    if (session.is_1_3() && !session.client_finished) {
        once(from_client ? session.client_finished : session.server_finished, record.at);
        return;
    }
    session.application_data.push_back({from_client, record.length, record.at});
}

}  // namespace

const TlsAlert *TlsSession::fatal() const {
    const auto found = std::find_if(alerts.begin(), alerts.end(),
                                    [](const TlsAlert &alert) { return alert.level == wire::kAlertFatal; });
    return found == alerts.end() ? nullptr : &*found;
}

TlsSession read_tls_session(const phones::Connection &connection) {
    TlsSession session;
    session.records_dropped = connection.tls_records_dropped;
    for (const TlsRecord &record : connection.tls) {
        const bool from_client = connection.is_from_client(record);
        for (const TlsHandshake &handshake : record.handshakes) {
            read_handshake(session, handshake, record.at, from_client);
        }
        if (record.content_type == wire::kTlsChangeCipherSpec && !session.is_1_3()) {
            once(from_client ? session.client_finished : session.server_finished, record.at);
        }
        if (record.alert_description) {
            session.alerts.push_back(
                {from_client, record.alert_level.value_or(0), *record.alert_description, record.at});
        }
        if (record.content_type == wire::kTlsApplicationData) read_encrypted(session, record, from_client);
    }
    return session;
}

}  // namespace capf::judge
