// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/tls_numbers.h"

namespace capf::wire {

std::string tls_version_name(std::uint16_t version) {
    switch (version) {
        case 0:
            return "";
        case kSsl30:
            return "SSL 3.0";
        case kTls10:
            return "TLS 1.0";
        case kTls11:
            return "TLS 1.1";
        case kTls12:
            return "TLS 1.2";
        case kTls13:
            return "TLS 1.3";
        default:
            return "version " + std::to_string(version);
    }
}

std::string tls_alert_name(std::uint8_t description) {
    switch (description) {
        case kAlertCloseNotify:
            return "close_notify";
        case kAlertUnexpectedMessage:
            return "unexpected_message";
        case kAlertBadRecordMac:
            return "bad_record_mac";
        case kAlertHandshakeFailure:
            return "handshake_failure";
        case kAlertBadCertificate:
            return "bad_certificate";
        case kAlertUnsupportedCertificate:
            return "unsupported_certificate";
        case kAlertCertificateRevoked:
            return "certificate_revoked";
        case kAlertCertificateExpired:
            return "certificate_expired";
        case kAlertCertificateUnknown:
            return "certificate_unknown";
        case kAlertIllegalParameter:
            return "illegal_parameter";
        case kAlertUnknownCa:
            return "unknown_ca";
        case kAlertAccessDenied:
            return "access_denied";
        case kAlertDecodeError:
            return "decode_error";
        case kAlertDecryptError:
            return "decrypt_error";
        case kAlertProtocolVersion:
            return "protocol_version";
        case kAlertInsufficientSecurity:
            return "insufficient_security";
        case kAlertInternalError:
            return "internal_error";
        case kAlertInappropriateFallback:
            return "inappropriate_fallback";
        case kAlertUserCanceled:
            return "user_canceled";
        default:
            return "alert " + std::to_string(description);
    }
}

}  // namespace capf::wire
