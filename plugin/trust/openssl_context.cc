// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/openssl_context.h"

#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <algorithm>
#include <limits>

#include "plugin/trust/recently_read.h"

namespace capf::trust {
namespace {

// More than any certificate, and within every platform's long.
constexpr std::size_t kLongestCertificate = 1024 * 1024;

OSSL_LIB_CTX *make_library_context() {
    ErrorGuard errors;
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    if (context != nullptr) OSSL_PROVIDER_load(context, "default");
    return context;
}

// A reference to a certificate that others hold as well: OpenSSL counts them.
class SharedX509 {
public:
    explicit SharedX509(X509 &x509) : x509_(&x509) { X509_up_ref(x509_); }
    SharedX509(const SharedX509 &other) : SharedX509(*other.x509_) {}
    SharedX509 &operator=(const SharedX509 &) = delete;
    ~SharedX509() { X509_free(x509_); }

    [[nodiscard]] X509Ptr another() const {
        X509_up_ref(x509_);
        return X509Ptr(x509_);
    }

private:
    X509 *x509_;
};

// The DER SEQUENCE at the beginning of the bytes (X.690, section 8.1), header and content; empty when there is none, or
// when it is longer than the bytes.
Bytes sequence_at(Bytes bytes) {
    constexpr std::uint8_t kSequence = 0x30, kLongForm = 0x80;
    if (bytes.size() < 2 || bytes[0] != kSequence) return {};
    std::size_t length = bytes[1], header = 2;
    if (length >= kLongForm) {
        const std::size_t octets = length - kLongForm;
        if (octets < 1 || octets > 3 || bytes.size() < header + octets) return {};
        length = 0;
        for (; header < 2 + octets; ++header) length = length << 8 | bytes[header];
    }
    return length <= bytes.size() - header ? bytes.first(header + length) : Bytes();
}

ReadX509 parse_x509(Bytes bytes) {
    X509 *raw = X509_new_ex(library_context(), kProperties);
    if (raw == nullptr) return {};
    const unsigned char *position = bytes.data();
    const auto length = static_cast<long>(std::min(bytes.size(), kLongestCertificate));
    // On failure d2i_X509 frees what it was given and sets it to null.
    const bool read = d2i_X509(&raw, &position, length) != nullptr;
    X509Ptr x509(raw);
    if (!read) return {};
    return {std::move(x509), bytes.first(static_cast<std::size_t>(position - bytes.data()))};
}

}  // namespace

OSSL_LIB_CTX *library_context() {
    // Never freed: keys that live until the end of the program refer to it.
    static OSSL_LIB_CTX *const context = make_library_context();
    return context;
}

KeyContextPtr key_context(EVP_PKEY *key) {
    return KeyContextPtr(EVP_PKEY_CTX_new_from_pkey(library_context(), key, kProperties));
}

BioPtr reading_bio(Bytes bytes) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
    return BioPtr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

ReadX509 read_x509(Bytes bytes) {
    // A null library context would mean the default one, whose configuration is the machine's.
    if (bytes.empty() || library_context() == nullptr) return {};
    static RecentlyRead<SharedX509> recent;
    const Bytes whole = sequence_at(bytes);
    if (const auto known = recent.find(whole)) return {known->another(), whole};
    ReadX509 read = parse_x509(bytes);
    if (read.x509 != nullptr && read.der.size() == whole.size()) recent.add(whole, SharedX509(*read.x509));
    return read;
}

}  // namespace capf::trust
