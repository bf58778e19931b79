// SPDX-License-Identifier: GPL-2.0-or-later
// Message digests. Private to plugin/trust.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "plugin/wire/bytes.h"

namespace capf::trust {

using wire::Bytes;

enum class Digest { md5, sha1, sha256, sha512 };

// The digest that CAPF and the files number so (1 SHA-1, 2 SHA-256, 3 SHA-512), or nothing.
[[nodiscard]] std::optional<Digest> digest_of_number(std::uint8_t number);

// The digest of the parts one after the other; empty when OpenSSL cannot compute it.
[[nodiscard]] std::vector<std::uint8_t> digest_of(Digest digest, std::initializer_list<Bytes> parts);

// What comes before the digest in an RSA PKCS #1 v1.5 signature: the DER of DigestInfo up to the digest's bytes.
[[nodiscard]] Bytes digest_info_prefix(Digest digest);

}  // namespace capf::trust
