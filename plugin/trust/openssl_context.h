// SPDX-License-Identifier: GPL-2.0-or-later
// The part of OpenSSL that this folder works with: a library context of its own. Private to plugin/trust.
#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/types.h>

#include <memory>

#include "plugin/trust/openssl_ptr.h"
#include "plugin/wire/bytes.h"

namespace capf::trust {

using wire::Bytes;

// Default provider only, and no configuration file: MD5 fingerprints and SHA-1 signatures are facts about a capture,
// so the machine's policy (FIPS properties, security levels, SHA-1 switched off) has no say in them. Null only when
// OpenSSL is out of memory.
[[nodiscard]] OSSL_LIB_CTX *library_context();

// The property query for every fetch: "-fips" drops a default property that a patched OpenSSL may set on every context.
inline constexpr const char *kProperties = "provider=default,-fips";

// Leaves OpenSSL's error queue as it was when the guard was made: the program around us may use OpenSSL too.
class ErrorGuard {
public:
    ErrorGuard() { ERR_set_mark(); }
    ~ErrorGuard() { ERR_pop_to_mark(); }
    ErrorGuard(const ErrorGuard &) = delete;
    ErrorGuard &operator=(const ErrorGuard &) = delete;
};

// A context for an operation with `key`; null on failure.
[[nodiscard]] KeyContextPtr key_context(EVP_PKEY *key);

// A BIO that reads `bytes`, which must outlive it; null on failure.
[[nodiscard]] BioPtr reading_bio(Bytes bytes);

// One certificate and where it ends: `der` is the front part of the bytes it was read from.
struct ReadX509 {
    X509Ptr x509;
    Bytes der;
};
// `x509` is null when the bytes do not begin with a certificate.
[[nodiscard]] ReadX509 read_x509(Bytes bytes);

}  // namespace capf::trust
