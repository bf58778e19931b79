// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/certificate.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <vector>

#include "plugin/trust/digest.h"
#include "plugin/trust/openssl_context.h"
#include "plugin/trust/openssl_ptr.h"
#include "plugin/trust/recently_read.h"

namespace capf::trust {
namespace {

constexpr std::size_t kLongestPublicKey = 1024 * 1024;
constexpr int kKeyCertSignBit = 5;  // RFC 5280, section 4.2.1.3

std::string hex_digest(Digest digest, Bytes bytes) {
    return wire::to_hex(digest_of(digest, {bytes}));
}

std::string name_text(const X509_NAME *name) {
    // Letters beyond ASCII stay as UTF-8.
    constexpr unsigned long kFlags = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (!bio || X509_NAME_print_ex(bio.get(), name, 0, kFlags) < 0) return {};
    char *text = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &text);
    return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : std::string();
}

std::string common_name(const X509_NAME *name) {
    int index = -1;  // the last one is the most specific
    for (int next = -1; (next = X509_NAME_get_index_by_NID(name, NID_commonName, next)) >= 0;) index = next;
    if (index < 0) return {};
    unsigned char *text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
    if (length < 0) return {};
    const AllocatedPtr<unsigned char> owner(text);
    return {reinterpret_cast<const char *>(text), static_cast<std::size_t>(length)};
}

std::string serial_text(const X509 &x509) {
    const BignumPtr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(&x509), nullptr));
    if (!number) return {};
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::max(BN_num_bytes(number.get()), 1)));
    BN_bn2binpad(number.get(), bytes.data(), static_cast<int>(bytes.size()));
    return wire::to_hex(bytes);
}

// Not timegm: it is no standard function.
std::int64_t unix_seconds(const ASN1_TIME *time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
    using namespace std::chrono;
    const sys_days day = year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
    const auto moment = day + hours(parts.tm_hour) + minutes(parts.tm_min) + seconds(parts.tm_sec);
    return static_cast<std::int64_t>(moment.time_since_epoch() / seconds(1));
}

KeyKind kind_of(const EVP_PKEY *key) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
            return KeyKind::rsa;
        case EVP_PKEY_EC:
            return KeyKind::ec;
        default:
            return KeyKind::other;
    }
}

std::string curve_of(const EVP_PKEY *key) {
    std::array<char, 80> name{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) return {};
    return {name.data(), std::min(length, name.size())};
}

PublicKey describe(const EVP_PKEY *key) {
    PublicKey description;
    description.kind = kind_of(key);
    // For EC these are the bits of the curve's order, which for the curves that phones use is the field's size.
    description.bits = std::max(EVP_PKEY_get_bits(key), 0);
    if (description.kind == KeyKind::ec) description.curve = curve_of(key);
    return description;
}

std::string public_key_fingerprint(const X509 &x509) {
    unsigned char *der = nullptr;
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&x509), &der);
    if (length <= 0) return {};
    const AllocatedPtr<unsigned char> owner(der);
    return sha256_hex({der, static_cast<std::size_t>(length)});
}

bool is_ca(const X509 &x509) {
    const BasicConstraintsPtr constraints(
        static_cast<BASIC_CONSTRAINTS *>(X509_get_ext_d2i(&x509, NID_basic_constraints, nullptr, nullptr)));
    return constraints && constraints->ca != 0;
}

bool can_sign_certificates(const X509 &x509) {
    if (X509_get_ext_by_NID(&x509, NID_key_usage, -1) < 0) return true;
    const BitStringPtr usage(static_cast<ASN1_BIT_STRING *>(X509_get_ext_d2i(&x509, NID_key_usage, nullptr, nullptr)));
    return usage && ASN1_BIT_STRING_get_bit(usage.get(), kKeyCertSignBit) != 0;
}

// RFC 5280, section 4.2.1.3, in the order of its bits.
std::string key_usage_text(const X509 &x509) {
    static constexpr std::array<const char *, 9> kUsages = {"digitalSignature", "nonRepudiation", "keyEncipherment",
                                                            "dataEncipherment", "keyAgreement",   "keyCertSign",
                                                            "cRLSign",          "encipherOnly",   "decipherOnly"};
    const BitStringPtr usage(static_cast<ASN1_BIT_STRING *>(X509_get_ext_d2i(&x509, NID_key_usage, nullptr, nullptr)));
    std::string text;
    for (std::size_t bit = 0; usage && bit < kUsages.size(); ++bit) {
        if (ASN1_BIT_STRING_get_bit(usage.get(), static_cast<int>(bit)) == 0) continue;
        if (!text.empty()) text += ", ";
        text += kUsages[bit];
    }
    return text;
}

void describe_key(const X509 &x509, Certificate &certificate) {
    certificate.public_key_sha256 = public_key_fingerprint(x509);
    const EVP_PKEY *key = X509_get0_pubkey(&x509);
    if (key == nullptr) return;  // an algorithm that OpenSSL does not know: the certificate counts all the same
    PublicKey description = describe(key);
    certificate.key_kind = description.kind;
    certificate.key_bits = description.bits;
    certificate.curve = std::move(description.curve);
}

Certificate describe(const X509 &x509, Bytes der) {
    Certificate certificate;
    certificate.subject = name_text(X509_get_subject_name(&x509));
    certificate.issuer = name_text(X509_get_issuer_name(&x509));
    certificate.common_name = common_name(X509_get_subject_name(&x509));
    certificate.serial = serial_text(x509);
    describe_key(x509, certificate);
    certificate.not_before = unix_seconds(X509_get0_notBefore(&x509));
    certificate.not_after = unix_seconds(X509_get0_notAfter(&x509));
    certificate.is_ca = is_ca(x509);
    certificate.can_sign_certificates = can_sign_certificates(x509);
    certificate.key_usage = key_usage_text(x509);
    certificate.md5 = md5_hex(der);
    certificate.sha1 = sha1_hex(der);
    certificate.sha256 = sha256_hex(der);
    return certificate;
}

}  // namespace

std::optional<Certificate> read_certificate(Bytes der) {
    ErrorGuard errors;
    const auto [x509, extent] = read_x509(der);
    if (!x509) return std::nullopt;
    static RecentlyRead<Certificate> recent;
    if (auto known = recent.find(extent)) return known;
    const Certificate certificate = describe(*x509, extent);
    recent.add(extent, certificate);
    return certificate;
}

std::string md5_hex(Bytes bytes) {
    return hex_digest(Digest::md5, bytes);
}
std::string sha1_hex(Bytes bytes) {
    return hex_digest(Digest::sha1, bytes);
}
std::string sha256_hex(Bytes bytes) {
    return hex_digest(Digest::sha256, bytes);
}

std::optional<PublicKey> read_public_key(Bytes der) {
    if (der.empty() || library_context() == nullptr) return std::nullopt;
    ErrorGuard errors;
    const unsigned char *position = der.data();
    const auto length = static_cast<long>(std::min(der.size(), kLongestPublicKey));
    const KeyPtr key(d2i_PUBKEY_ex(nullptr, &position, length, library_context(), kProperties));
    if (!key) return std::nullopt;
    PublicKey description = describe(key.get());
    description.sha256 = sha256_hex(der.first(static_cast<std::size_t>(position - der.data())));
    return description;
}

bool same_serial(Bytes serial, const Certificate &certificate) {
    if (serial.empty() || certificate.serial.empty()) return false;
    const auto without_zeros = [](std::string hex) {
        return hex.erase(0, std::min(hex.find_first_not_of('0'), hex.size()));
    };
    return without_zeros(wire::to_hex(serial)) == without_zeros(certificate.serial);
}

}  // namespace capf::trust
