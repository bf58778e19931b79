// SPDX-License-Identifier: GPL-2.0-or-later
// The names that CAPF's numbers have in the two public implementations. A number that is not here has no known name.
#include "plugin/wire/capf_message.h"

namespace capf::wire {

namespace {

constexpr NamedValue kCommands[] = {
    {1, "AUTH_REQUEST"},
    {2, "AUTH_RESPONSE"},
    {3, "KEY_GENERATE_REQUEST"},
    {4, "KEY_GENERATE_RESPONSE"},
    {5, "ENCRYPT_RESPONSE"},
    {6, "ENCRYPT_REQUEST"},
    {7, "DECRYPT_REQUEST"},
    {8, "DECRYPT_RESPONSE"},
    {9, "STORE_CERTIFICATE_REQUEST"},
    {10, "STORE_CERTIFICATE_RESPONSE"},
    {11, "FETCH_CERTIFICATE_REQUEST"},
    {12, "FETCH_CERTIFICATE_RESPONSE"},
    {13, "DELETE_CERTIFICATE_REQUEST"},
    {14, "DELETE_CERTIFICATE_RESPONSE"},
    {15, "END_SESSION"},
    {16, "RETRY_LATER"},
    {17, "REQUEST_IN_PROGRESS"},
    {18, "STATUS_REQUEST"},
    {19, "STATUS_RESPONSE"},
    {20, "ABORT_REQUEST"},
    {21, "ABORT_RESPONSE"},
    {22, "SIGN_CERTIFICATE_REQUEST"},
    {23, "SIGN_CERTIFICATE_RESPONSE"},
};

constexpr NamedValue kElements[] = {
    {1, "REASON"},      {2, "REASON_INFO"},  {3, "CERTIFICATE_TYPE"},  {4, "CERTIFICATE"}, {5, "CERTIFICATE_ID"},
    {6, "SIGNED_DATA"}, {7, "VERSION"},      {8, "AUTH_TYPE"},         {9, "PUBLIC_KEY"},  {10, "KEY_SIZE"},
    {11, "PASSWORD"},   {12, "RETRY_DELAY"}, {13, "DEVICE_NAME"},      {16, "SUDI_DATA"},  {17, "KEY_TYPE"},
    {18, "CURVE"},      {19, "DIGEST_TYPE"}, {20, "SHA2_SIGNED_DATA"},
};

constexpr NamedValue kReasons[] = {
    {0, "no action"},
    {1, "done"},
    {7, "invalid element or authentication string"},
    {9, "unknown device"},
};

constexpr NamedValue kAuthTypes[] = {
    {0, "none"}, {1, "authentication string"}, {2, "null string"}, {3, "LSC"}, {4, "MIC"},
};

constexpr NamedValue kCertificateTypes[] = {{1, "LSC"}, {2, "MIC"}};

constexpr NamedValue kKeyTypes[] = {{0, "RSA"}, {1, "EC"}};

constexpr NamedValue kCurves[] = {{0, "secp256r1"}, {1, "secp384r1"}, {2, "secp521r1"}};

constexpr NamedValue kDigests[] = {{1, "SHA-1"}, {2, "SHA-256"}, {3, "SHA-512"}};

}  // namespace

std::span<const NamedValue> capf_command_names() {
    return kCommands;
}
std::span<const NamedValue> capf_element_names() {
    return kElements;
}
std::span<const NamedValue> capf_reason_names() {
    return kReasons;
}
std::span<const NamedValue> capf_auth_type_names() {
    return kAuthTypes;
}
std::span<const NamedValue> capf_certificate_type_names() {
    return kCertificateTypes;
}
std::span<const NamedValue> capf_key_type_names() {
    return kKeyTypes;
}
std::span<const NamedValue> capf_curve_names() {
    return kCurves;
}
std::span<const NamedValue> digest_names() {
    return kDigests;
}

}  // namespace capf::wire
