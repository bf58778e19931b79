// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/tls_session.h"

#include <algorithm>

#include "plugin/wire/tls_numbers.h"

namespace capf::sequence {
namespace {

using dissection::FrameTime;
using dissection::TlsHandshake;
using dissection::TlsRecord;

void once(std::optional<FrameTime> &slot, const FrameTime &at) {
    if (!slot) slot = at;
}

void read_handshake(TlsSession &session, const TlsHandshake &handshake, const FrameTime &at) {
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
            // The phone sends none, so the first is the server's.
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
        for (const TlsHandshake &handshake : record.handshakes) read_handshake(session, handshake, record.at);
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

std::string tls_version_name(std::uint16_t version) {
    switch (version) {
        case 0:
            return "";
        case wire::kSsl30:
            return "SSL 3.0";
        case wire::kTls10:
            return "TLS 1.0";
        case wire::kTls11:
            return "TLS 1.1";
        case wire::kTls12:
            return "TLS 1.2";
        case wire::kTls13:
            return "TLS 1.3";
        default:
            return "version " + std::to_string(version);
    }
}

std::string tls_alert_name(std::uint8_t description) {
    switch (description) {
        case wire::kAlertCloseNotify:
            return "close_notify";
        case wire::kAlertUnexpectedMessage:
            return "unexpected_message";
        case wire::kAlertBadRecordMac:
            return "bad_record_mac";
        case wire::kAlertHandshakeFailure:
            return "handshake_failure";
        case wire::kAlertBadCertificate:
            return "bad_certificate";
        case wire::kAlertUnsupportedCertificate:
            return "unsupported_certificate";
        case wire::kAlertCertificateRevoked:
            return "certificate_revoked";
        case wire::kAlertCertificateExpired:
            return "certificate_expired";
        case wire::kAlertCertificateUnknown:
            return "certificate_unknown";
        case wire::kAlertIllegalParameter:
            return "illegal_parameter";
        case wire::kAlertUnknownCa:
            return "unknown_ca";
        case wire::kAlertAccessDenied:
            return "access_denied";
        case wire::kAlertDecodeError:
            return "decode_error";
        case wire::kAlertDecryptError:
            return "decrypt_error";
        case wire::kAlertProtocolVersion:
            return "protocol_version";
        case wire::kAlertInsufficientSecurity:
            return "insufficient_security";
        case wire::kAlertInternalError:
            return "internal_error";
        case wire::kAlertInappropriateFallback:
            return "inappropriate_fallback";
        case wire::kAlertUserCanceled:
            return "user_canceled";
        default:
            return "alert " + std::to_string(description);
    }
}

}  // namespace capf::sequence
