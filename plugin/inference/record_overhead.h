// SPDX-License-Identifier: GPL-2.0-or-later
// What a cipher adds to the plaintext of a TLS record, so that a record's length tells the plaintext's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plugin/inference/encrypted_session.h"

namespace capf::inference {

// A plaintext length that is known within bounds, in bytes.
struct Length {
    std::size_t least = 0;
    std::size_t most = 0;
    [[nodiscard]] bool may_be(std::size_t length) const { return length >= least && length <= most; }
    friend Length operator+(Length a, Length b) { return {a.least + b.least, a.most + b.most}; }
    friend bool operator==(Length, Length) = default;
};

struct RecordOverhead {
    std::size_t fixed = 0;   // explicit nonce, initialisation vector, tag or digest, TLS 1.3's content type
    std::size_t block = 1;   // 1 for stream ciphers; padding of 1 to `block` bytes otherwise
    std::size_t digest = 0;  // bytes of a block cipher's HMAC, which are in `fixed`
    bool chained = false;    // the next record's initialisation vector is the last block of this one (up to TLS 1.0):
                             // OpenSSL sends an empty record before each real one, others split off the first byte
    bool digest_behind = false;  // encrypt-then-MAC (RFC 7366): the digest is outside of the padding

    // Of a record as long as this without its header of five bytes.
    [[nodiscard]] Length plaintext(std::size_t record) const;
    // The length on the wire of a record that carries this many bytes, with the least padding; the inverse of the
    // above.
    [[nodiscard]] std::size_t record(std::size_t plaintext) const;
};

// From the chosen version and the IANA name of the cipher (RFC 5246, 5288, 6655, 7905, 8446); nothing for a cipher that
// is not understood.
[[nodiscard]] std::optional<RecordOverhead> record_overhead(std::uint16_t version, const std::string &cipher_name);

// The same, with what the session's records show beside: encrypt-then-MAC, and TLS 1.3's padding to a multiple.
[[nodiscard]] std::optional<RecordOverhead> record_overhead(const EncryptedSession &session);

}  // namespace capf::inference
