// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/record_overhead.h"

#include <algorithm>
#include <numeric>

#include "plugin/wire/tls_numbers.h"

namespace capf::inference {
namespace {

constexpr std::size_t kTag = 16, kShortTag = 8, kExplicitNonce = 8, kInnerType = 1;

bool contains(const std::string &text, const char *part) {
    return text.find(part) != std::string::npos;
}

// Digest bytes of the cipher's HMAC.
std::size_t digest_bytes(const std::string &cipher) {
    if (cipher.ends_with("_SHA256")) return 32;
    if (cipher.ends_with("_SHA384")) return 48;
    return cipher.ends_with("_MD5") ? 16 : 20;
}

std::optional<RecordOverhead> aead_overhead(std::uint16_t version, const std::string &cipher) {
    const std::size_t tag = contains(cipher, "CCM_8") ? kShortTag : kTag;
    if (version == wire::kTls13) return RecordOverhead{tag + kInnerType};
    if (contains(cipher, "CHACHA20")) return RecordOverhead{tag};
    if (contains(cipher, "_GCM_") || contains(cipher, "_CCM")) return RecordOverhead{tag + kExplicitNonce};
    return std::nullopt;
}

// Encrypt-then-MAC leaves the digest outside of the blocks. Where the digest is as long as whole blocks (SHA-256,
// SHA-384 with AES) both ways give the same lengths.
bool is_digest_behind(const std::vector<EncryptedRecord> &records, const RecordOverhead &overhead) {
    const std::size_t rest = overhead.digest % overhead.block;
    return rest != 0 && !records.empty() &&
           std::all_of(records.begin(), records.end(),
                       [&](const EncryptedRecord &record) { return record.length % overhead.block == rest; });
}

// TLS 1.3 may pad what it encrypts to a multiple of some length (RFC 8446 section 5.4), which then divides every
// record's. The messages of a dialogue have no common divisor of their own.
std::size_t padding_multiple(const std::vector<EncryptedRecord> &records, std::size_t tag) {
    constexpr std::size_t kRecordsNeeded = 3, kSmallestMultiple = 16;
    if (records.size() < kRecordsNeeded) return 1;
    std::size_t divisor = 0;
    for (const EncryptedRecord &record : records) {
        if (record.length <= tag) return 1;
        divisor = std::gcd(divisor, record.length - tag);
    }
    return divisor >= kSmallestMultiple ? divisor : 1;
}

}  // namespace

Length RecordOverhead::plaintext(std::size_t record) const {
    if (block == 1) return record < fixed ? Length{0, 0} : Length{record - fixed, record - fixed};
    // Padding takes 1 to `block` bytes.
    const std::size_t most = record < fixed + 1 ? 0 : record - fixed - 1;
    return {most + 1 < block ? 0 : most + 1 - block, most};
}

std::size_t RecordOverhead::record(std::size_t plaintext) const {
    if (block == 1) return plaintext + fixed;
    const std::size_t outside = digest_behind ? digest : 0;
    return (plaintext + fixed - outside + block) / block * block + outside;
}

std::optional<RecordOverhead> record_overhead(std::uint16_t version, const std::string &cipher_name) {
    if (auto aead = aead_overhead(version, cipher_name)) return aead;
    const std::size_t digest = digest_bytes(cipher_name);
    if (contains(cipher_name, "_RC4_") || contains(cipher_name, "_NULL_")) return RecordOverhead{digest};
    if (!contains(cipher_name, "_CBC_")) return std::nullopt;
    const std::size_t block = contains(cipher_name, "DES") || contains(cipher_name, "IDEA") ? 8 : 16;
    const bool chained = version <= wire::kTls10;
    return RecordOverhead{digest + (chained ? 0 : block), block, digest, chained};
}

std::optional<RecordOverhead> record_overhead(const EncryptedSession &session) {
    auto overhead = record_overhead(session.version, session.cipher_name);
    if (!overhead) return overhead;
    const auto &records = session.records;
    if (overhead->digest != 0) overhead->digest_behind = is_digest_behind(records, *overhead);
    if (session.is_1_3()) {
        const std::size_t tag = overhead->fixed - kInnerType;
        const std::size_t multiple = padding_multiple(records, tag);
        // The content type is the first byte behind the text, like the first byte of a block cipher's padding.
        if (multiple > 1) *overhead = RecordOverhead{tag, multiple};
    }
    return overhead;
}

}  // namespace capf::inference
