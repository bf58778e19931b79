// SPDX-License-Identifier: GPL-2.0-or-later
// Certificates and public keys in DER.
#include "plugin/trust/certificate.h"

#include <string>

#include "plugin/trust/signature.h"
#include "plugin/trust/trust_store.h"
#include "tests/fuzz/check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const wire::Bytes bytes(data, size);
    if (const auto key = trust::read_public_key(bytes)) fuzz::require(key->sha256.size() == 64, "a key has its digest");
    const auto certificate = trust::read_certificate(bytes);
    if (!certificate) return 0;
    fuzz::require(certificate->sha256.size() == 64 && certificate->md5.size() == 32, "digests are whole");
    fuzz::require(certificate->key_bits >= 0, "a key has a size");
    fuzz::require(certificate->serial.size() % 2 == 0, "a serial number is whole bytes");
    (void)trust::same_serial(bytes.first(size < 20 ? size : 20), *certificate);
    trust::TrustStore store;
    store.add({{bytes.begin(), bytes.end()}, *certificate, std::nullopt, 0, "file"});
    fuzz::require(store.find_sha256(certificate->sha256) != nullptr, "what was added is found");
    return 0;
}
