// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/openssl_context.h"

#include <openssl/crypto.h>
#include <openssl/provider.h>

#include <algorithm>
#include <limits>

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

}  // namespace capf::trust
