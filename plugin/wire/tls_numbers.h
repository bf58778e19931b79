// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of TLS, from IANA's "Transport Layer Security (TLS) Parameters".
#pragma once

#include <cstdint>
#include <string>

namespace capf::wire {

// Versions, as in hellos.
inline constexpr std::uint16_t kSsl30 = 0x0300;
inline constexpr std::uint16_t kTls10 = 0x0301;
inline constexpr std::uint16_t kTls11 = 0x0302;
inline constexpr std::uint16_t kTls12 = 0x0303;
inline constexpr std::uint16_t kTls13 = 0x0304;

// Content types of records.
inline constexpr std::uint8_t kTlsChangeCipherSpec = 20;
inline constexpr std::uint8_t kTlsAlert = 21;
inline constexpr std::uint8_t kTlsHandshakeRecord = 22;
inline constexpr std::uint8_t kTlsApplicationData = 23;

// Handshake types.
inline constexpr std::uint8_t kTlsHelloRequest = 0;
inline constexpr std::uint8_t kTlsClientHello = 1;
inline constexpr std::uint8_t kTlsServerHello = 2;
inline constexpr std::uint8_t kTlsNewSessionTicket = 4;
inline constexpr std::uint8_t kTlsEncryptedExtensions = 8;
inline constexpr std::uint8_t kTlsCertificate = 11;
inline constexpr std::uint8_t kTlsServerKeyExchange = 12;
inline constexpr std::uint8_t kTlsCertificateRequest = 13;
inline constexpr std::uint8_t kTlsServerHelloDone = 14;
inline constexpr std::uint8_t kTlsCertificateVerify = 15;
inline constexpr std::uint8_t kTlsClientKeyExchange = 16;
inline constexpr std::uint8_t kTlsFinished = 20;

// Alert levels and descriptions (RFC 8446 section 6, RFC 5246 section 7.2).
inline constexpr std::uint8_t kAlertFatal = 2;
inline constexpr std::uint8_t kAlertCloseNotify = 0;
inline constexpr std::uint8_t kAlertUnexpectedMessage = 10;
inline constexpr std::uint8_t kAlertBadRecordMac = 20;
inline constexpr std::uint8_t kAlertHandshakeFailure = 40;
inline constexpr std::uint8_t kAlertBadCertificate = 42;
inline constexpr std::uint8_t kAlertUnsupportedCertificate = 43;
inline constexpr std::uint8_t kAlertCertificateRevoked = 44;
inline constexpr std::uint8_t kAlertCertificateExpired = 45;
inline constexpr std::uint8_t kAlertCertificateUnknown = 46;
inline constexpr std::uint8_t kAlertIllegalParameter = 47;
inline constexpr std::uint8_t kAlertUnknownCa = 48;
inline constexpr std::uint8_t kAlertAccessDenied = 49;
inline constexpr std::uint8_t kAlertDecodeError = 50;
inline constexpr std::uint8_t kAlertDecryptError = 51;
inline constexpr std::uint8_t kAlertProtocolVersion = 70;
inline constexpr std::uint8_t kAlertInsufficientSecurity = 71;
inline constexpr std::uint8_t kAlertInternalError = 80;
inline constexpr std::uint8_t kAlertInappropriateFallback = 86;
inline constexpr std::uint8_t kAlertUserCanceled = 90;

// "TLS 1.2"; "SSL 3.0"; empty for 0.
[[nodiscard]] std::string tls_version_name(std::uint16_t version);
// "unknown_ca" for 48 …; the number for one without a name.
[[nodiscard]] std::string tls_alert_name(std::uint8_t description);

}  // namespace capf::wire
