// SPDX-License-Identifier: GPL-2.0-or-later
// Recorded files, and how the tests take them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugin/trust/config_decryption.h"
#include "plugin/wire/bytes.h"

namespace capf::trust::test {

using Buffer = std::vector<std::uint8_t>;

// A path below tests/data/trust.
[[nodiscard]] std::string data_path(const std::string &name);
// A file below tests/data/trust; fails the test and gives nothing when it is not there.
[[nodiscard]] Buffer read_data(const std::string &name);
// The DER of the first certificate of a PEM or DER file below tests/data/trust.
[[nodiscard]] Buffer certificate_data(const std::string &name);
// A private key without password below tests/data/trust.
[[nodiscard]] PrivateKey key_data(const std::string &name);
// True when the tests run with restricted-openssl.cnf.
[[nodiscard]] bool is_restricted();
[[nodiscard]] Buffer buffer_of(const std::string &text);

}  // namespace capf::trust::test
