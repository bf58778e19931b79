// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/digest.h"

#include <openssl/evp.h>

#include "plugin/trust/openssl_context.h"
#include "plugin/trust/openssl_ptr.h"
#include "plugin/wire/signed_header.h"

namespace capf::trust {
namespace {

// RFC 8017, section 9.2, note 1.
constexpr std::uint8_t kSha1Prefix[] = {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
                                        0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14};
constexpr std::uint8_t kSha256Prefix[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                          0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
constexpr std::uint8_t kSha512Prefix[] = {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                          0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40};

const char *openssl_name(Digest digest) {
    switch (digest) {
        case Digest::md5:
            return "MD5";
        case Digest::sha1:
            return "SHA1";
        case Digest::sha256:
            return "SHA2-256";
        case Digest::sha512:
            return "SHA2-512";
    }
    return "";
}

DigestPtr fetch(Digest digest) {
    if (library_context() == nullptr) return nullptr;
    return DigestPtr(EVP_MD_fetch(library_context(), openssl_name(digest), kProperties));
}

}  // namespace

std::optional<Digest> digest_of_number(std::uint8_t number) {
    switch (static_cast<wire::DigestAlgorithm>(number)) {
        case wire::DigestAlgorithm::sha1:
            return Digest::sha1;
        case wire::DigestAlgorithm::sha256:
            return Digest::sha256;
        case wire::DigestAlgorithm::sha512:
            return Digest::sha512;
    }
    return std::nullopt;
}

std::vector<std::uint8_t> digest_of(Digest digest, std::initializer_list<Bytes> parts) {
    ErrorGuard errors;
    const DigestPtr method = fetch(digest);
    const DigestContextPtr context(EVP_MD_CTX_new());
    if (!method || !context || EVP_DigestInit_ex2(context.get(), method.get(), nullptr) != 1) return {};
    for (Bytes part : parts)
        if (EVP_DigestUpdate(context.get(), part.data(), part.size()) != 1) return {};
    std::vector<std::uint8_t> value(EVP_MAX_MD_SIZE);
    unsigned int length = 0;
    if (EVP_DigestFinal_ex(context.get(), value.data(), &length) != 1) return {};
    value.resize(length);
    return value;
}

Bytes digest_info_prefix(Digest digest) {
    switch (digest) {
        case Digest::sha1:
            return kSha1Prefix;
        case Digest::sha256:
            return kSha256Prefix;
        case Digest::sha512:
            return kSha512Prefix;
        case Digest::md5:
            break;  // signs nothing here
    }
    return {};
}

}  // namespace capf::trust
