// SPDX-License-Identifier: GPL-2.0-or-later
// How long CAPF's messages are, from their layout (header 8, element 3 + value), the DER lengths of public keys and of
// certificates. Nothing here is fitted to a recording; the weights say how common a form is and only order explanations
// of which several fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "plugin/inference/record_overhead.h"
#include "plugin/wire/capf_message.h"

namespace capf::inference {

// What can be told apart by length, or stands at a place of its own.
enum class MessageKind : std::uint8_t {
    ticket,  // TLS 1.3's NewSessionTicket, which looks like a message
    alert,   // TLS 1.3's closing alert
    auth_request,
    auth_response,
    key_request,
    in_progress,
    key_response,
    key_refusal,  // KEY_GENERATE_RESPONSE without a key
    store_request,
    short_response,  // REASON alone
    short_request,   // FETCH_ or DELETE_CERTIFICATE_REQUEST
    fetch_response,  // with a certificate
    end_session,
    retry_later,
    undocumented,
};

// The key that a KEY_GENERATE_REQUEST asks for, as far as its form tells.
enum class KeyFamily : std::uint8_t { any, rsa, ec };

struct KeyKind {
    const char *name;
    KeyFamily family;
    std::size_t spki;  // bytes of a SubjectPublicKeyInfo; RSA with exponent 65537
    double weight;
};
// RFC 3279, RFC 5480.
inline constexpr KeyKind kKeyKinds[] = {
    {"RSA 512", KeyFamily::rsa, 94, 0.04},   {"RSA 1024", KeyFamily::rsa, 162, 0.24},
    {"RSA 2048", KeyFamily::rsa, 294, 0.40}, {"RSA 3072", KeyFamily::rsa, 422, 0.06},
    {"RSA 4096", KeyFamily::rsa, 550, 0.08}, {"secp256r1", KeyFamily::ec, 91, 0.07},
    {"secp384r1", KeyFamily::ec, 120, 0.07}, {"secp521r1", KeyFamily::ec, 158, 0.04},
};

// One form of a message: any length of the range is as likely as another.
struct MessageForm {
    Length length;
    double weight = 1;  // of the forms of its kind, which sum up to 1
    KeyFamily family = KeyFamily::any;
    std::uint8_t key = 0;      // of key_response: index into kKeyKinds, plus 1
    bool certificate = false;  // of auth_response: proves a certificate
};

[[nodiscard]] const std::vector<MessageForm> &message_forms(MessageKind kind);

namespace layout {
constexpr std::size_t element(std::size_t value) {
    return 3 + value;
}
constexpr std::size_t message(std::size_t body) {
    return wire::kCapfHeaderLength + body;
}
inline constexpr std::size_t kReason = element(1);
inline constexpr std::size_t kCertificateAround = element(5);  // the element, and the five bytes before the DER
inline constexpr std::size_t kEmpty = message(0);
inline constexpr std::size_t kReasonOnly = message(kReason);
// REASON, VERSION, and the NUL-terminated DEVICE_NAME and PASSWORD without their characters.
inline constexpr std::size_t kAuthResponseFixed = message(kReason + element(1) + element(1) + element(1));
inline constexpr std::size_t kUsualName = 15;  // SEP and twelve hex digits; CSF and the others have up to 50
inline constexpr std::size_t kLongestName = 50;
inline constexpr std::size_t kLongestPassword = 15;
inline constexpr std::size_t kStoreFixed = message(element(1) + kCertificateAround);  // CERTIFICATE_TYPE
inline constexpr std::size_t kFetchFixed = message(kReason + kCertificateAround);
// DER bytes of a phone's certificate: a P-256 key signed with P-256 and a short name, and RSA 4096 with all extensions.
inline constexpr std::size_t kCertificateLeast = 300, kCertificateMost = 2300;
// SIGNED_DATA by the shortest key that is used, and SIGNED_DATA, SHA2_SIGNED_DATA by RSA 4096.
inline constexpr std::size_t kProofLeast = element(64), kProofMost = element(512) + element(3 + 512);
// SUDI_DATA: certificate and two signatures, each with a type and a length.
inline constexpr std::size_t kSudiLeast = element(3 + kCertificateLeast + 3 + 64 + 3 + 64);
inline constexpr std::size_t kSudiMost = element(3 + kCertificateMost + 3 + 512 + 3 + 512);
}  // namespace layout

}  // namespace capf::inference
