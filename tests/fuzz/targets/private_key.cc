// SPDX-License-Identifier: GPL-2.0-or-later
// Private keys in PEM and DER, with a password and without.
#include "plugin/trust/config_decryption.h"
#include "tests/fuzz/check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const wire::Bytes bytes(data, size);
    for (const char *password : {"", "secret"}) {
        std::string error;
        const auto key = trust::PrivateKey::parse(bytes, password, error);
        fuzz::require(key.has_value() == error.empty(), "a key, or the reason why not");
        if (key) {
            (void)key->bits();
            (void)key->public_key_sha256();
        }
    }
    return 0;
}
