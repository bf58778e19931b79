// SPDX-License-Identifier: GPL-2.0-or-later
// What the user may give in Preferences > Protocols > Cisco phone files: certificates to trust, and private keys of
// phones to decrypt their configurations with.
#pragma once

#include <span>

#include "plugin/dissect/compat.h"
#include "plugin/trust/trust_store.h"

namespace capf::dissect {

// One row of the table of keys. No member is null once the row is read from the preferences.
struct PhoneKey {
    char *device;    // name of the phone; empty: any
    char *file;      // PEM or DER
    char *password;  // of the file
};

void register_preferences(int protocol);

[[nodiscard]] std::span<const PhoneKey> phone_keys();
// Adds the certificates of the folder in the preferences. What is no certificate is passed over.
void add_preferred_certificates(trust::TrustStore &store);

}  // namespace capf::dissect
