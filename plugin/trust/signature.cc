// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/signature.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <optional>
#include <variant>
#include <vector>

#include "plugin/trust/digest.h"
#include "plugin/trust/openssl_context.h"
#include "plugin/trust/openssl_ptr.h"
#include "plugin/trust/recently_read.h"

namespace capf::trust {
namespace {

using wire::slice;

constexpr int kLargestRsaKey = 16384;  // bits
constexpr int kLongestExponent = 64;   // bits

enum class DigestForm { with_info, bare_or_with_info };

SignatureCheck not_checked(std::string reason) {
    return {Verdict::not_checked, std::move(reason)};
}
SignatureCheck invalid(std::string reason) {
    return {Verdict::invalid, std::move(reason)};
}
SignatureCheck valid() {
    return {Verdict::valid, {}};
}

// What the signature holds inside its PKCS #1 type 1 block, or nothing when there is no such block.
// No digest is named to OpenSSL: the check of the DigestInfo is ours, so a policy against SHA-1 does not reach it, and
// a reason can be told.
std::optional<std::vector<std::uint8_t>> recover(EVP_PKEY *key, Bytes signature) {
    const KeyContextPtr context = key_context(key);
    if (!context || EVP_PKEY_verify_recover_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1)
        return std::nullopt;
    std::vector<std::uint8_t> content(static_cast<std::size_t>(std::max(EVP_PKEY_get_size(key), 0)));
    std::size_t length = content.size();
    if (EVP_PKEY_verify_recover(context.get(), content.data(), &length, signature.data(), signature.size()) != 1)
        return std::nullopt;
    content.resize(std::min(length, content.size()));
    return content;
}

// What a verification costs is bounded by the key's size. OpenSSL has the same limits, and failing there would look
// like a bad signature.
bool is_hostile_rsa_key(const EVP_PKEY *key) {
    BIGNUM *raw_exponent = nullptr;
    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &raw_exponent);
    const BignumPtr exponent(raw_exponent);
    return EVP_PKEY_get_bits(key) > kLargestRsaKey || !exponent || BN_num_bits(exponent.get()) > kLongestExponent;
}

SignatureCheck verify_rsa(EVP_PKEY *key, Digest digest, Bytes hash, Bytes signature, DigestForm form) {
    if (is_hostile_rsa_key(key)) return not_checked("the RSA key is too large");
    const auto content = recover(key, signature);
    if (!content) return invalid("it was made with another key, or is damaged");
    const Bytes prefix = digest_info_prefix(digest);
    std::vector<std::uint8_t> with_info(prefix.begin(), prefix.end());
    with_info.insert(with_info.end(), hash.begin(), hash.end());
    if (*content == with_info) return valid();
    if (form == DigestForm::bare_or_with_info && std::ranges::equal(*content, hash)) return valid();
    return invalid("the digest differs");
}

SignatureCheck verify_ec(EVP_PKEY *key, Bytes hash, Bytes signature) {
    const KeyContextPtr context = key_context(key);
    if (!context || EVP_PKEY_verify_init(context.get()) != 1) return not_checked("OpenSSL cannot use the key");
    const int result = EVP_PKEY_verify(context.get(), signature.data(), signature.size(), hash.data(), hash.size());
    if (result == 1) return valid();
    return invalid("the digest differs, or it was made with another key");
}

SignatureCheck verify_with_key(EVP_PKEY *key, Digest digest, Bytes hash, Bytes signature, DigestForm form) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
            return verify_rsa(key, digest, hash, signature, form);
        case EVP_PKEY_EC:
            return verify_ec(key, hash, signature);
        default:
            return not_checked("the key of the certificate is neither RSA nor EC");
    }
}

SignatureCheck verify_hash(Bytes certificate_der, Digest digest, Bytes hash, Bytes signature, DigestForm form) {
    const ReadX509 certificate = read_x509(certificate_der);
    EVP_PKEY *key = certificate.x509 ? X509_get0_pubkey(certificate.x509.get()) : nullptr;
    if (key == nullptr) return not_checked("the certificate cannot be used");
    if (hash.empty()) return not_checked("OpenSSL cannot compute the digest");
    return verify_with_key(key, digest, hash, signature, form);
}

// All that the result depends on. Phones get the same trust list, so the same check is made for each of them.
std::vector<std::uint8_t> basis_of_check(Bytes certificate_der, Digest digest, Bytes hash, Bytes signature,
                                         DigestForm form) {
    std::vector<std::uint8_t> basis = {static_cast<std::uint8_t>(digest), static_cast<std::uint8_t>(form)};
    for (const Bytes part : {hash, signature, certificate_der}) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            basis.push_back(static_cast<std::uint8_t>(part.size() >> shift));
        }
        basis.insert(basis.end(), part.begin(), part.end());
    }
    return basis;
}

// Verifies `signature` over the digest of `parts`, one after the other.
SignatureCheck verify(Bytes certificate_der, std::uint8_t digest_number, std::initializer_list<Bytes> parts,
                      Bytes signature, DigestForm form) {
    ErrorGuard errors;
    const auto digest = digest_of_number(digest_number);
    if (!digest) return not_checked("unknown digest algorithm " + std::to_string(digest_number));
    if (signature.empty()) return not_checked("the signature is empty");
    if (certificate_der.empty()) return not_checked("no certificate");
    const std::vector<std::uint8_t> hash = digest_of(*digest, parts);
    static RecentlyRead<SignatureCheck> recent;
    const std::vector<std::uint8_t> basis = basis_of_check(certificate_der, *digest, hash, signature, form);
    if (auto known = recent.find(basis)) return *known;
    SignatureCheck check = verify_hash(certificate_der, *digest, hash, signature, form);
    recent.add(basis, check);
    return check;
}

// A signature element that the end of the bytes cut short.
bool signature_cut(const wire::SignedHeader &header) {
    const auto element = std::ranges::find_if(
        header.elements, [&](const wire::HeaderElement &e) { return e.whole == header.signature_element; });
    return element != header.elements.end() && element->declared_length != header.signature.length;
}

// Why the file cannot be verified as it stands, or nothing.
const char *unfit(Bytes file, const wire::SignedHeader &header) {
    if (!header.header_length) return "the header is cut or damaged";
    if (*header.header_length > file.size()) return "the file is cut in its header";
    if (header.signature_element.empty()) return "the file has no signature";
    if (signature_cut(header) || header.signature_element.end() > file.size()) return "the signature is cut";
    if (header.payload.empty()) return "the file is cut after its header";
    if (!header.digest_algorithm) return "the header names no digest algorithm";
    return nullptr;
}

// The certificate inside CERTIFICATE, or empty when there is none or it is cut.
Bytes message_certificate(Bytes message, const wire::CapfMessage &parsed) {
    const wire::CapfElement *element = parsed.find(wire::CapfTag::certificate);
    const auto *content = element == nullptr ? nullptr : std::get_if<wire::CapfCertificate>(&element->content);
    if (content == nullptr || element->value.length != element->declared_length) return {};
    return slice(message, content->der);
}

std::array<std::uint8_t, 4> little_endian(std::uint32_t number) {
    return {static_cast<std::uint8_t>(number), static_cast<std::uint8_t>(number >> 8),
            static_cast<std::uint8_t>(number >> 16), static_cast<std::uint8_t>(number >> 24)};
}

bool complete(Bytes message, const wire::CapfSudiPart &part) {
    const Bytes length = slice(message, part.length_at);
    return length.size() == 2 && slice(message, part.value).size() == std::size_t{length[0]} * 256 + length[1];
}

}  // namespace

const char *verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::valid:
            return "valid";
        case Verdict::invalid:
            return "invalid";
        case Verdict::not_checked:
            break;
    }
    return "not-checked";
}

SignatureCheck verify_signed_file(Bytes file, const wire::SignedHeader &header, Bytes certificate_der) {
    if (const char *reason = unfit(file, header)) return not_checked(reason);
    const Bytes before = file.first(header.signature_element.offset);
    const Bytes after = file.subspan(header.signature_element.end());
    return verify(certificate_der, *header.digest_algorithm, {before, after}, slice(file, header.signature),
                  DigestForm::with_info);
}

SignatureCheck verify_signed_data(Bytes message, const wire::CapfMessage &parsed, const wire::CapfElement &element) {
    const auto *content = std::get_if<wire::CapfSignature>(&element.content);
    if (content == nullptr) return not_checked("the element holds no signature");
    if (element.value.length != element.declared_length) return not_checked("the signature is cut");
    const auto name = parsed.text(wire::CapfTag::device_name);
    if (!name) return not_checked("the message has no device name");
    const Bytes certificate = message_certificate(message, parsed);
    if (certificate.empty()) return not_checked("the message has no certificate");
    // c_str(): with the NUL that ends it, which is signed too.
    const Bytes name_with_nul(reinterpret_cast<const std::uint8_t *>(name->c_str()), name->size() + 1);
    const auto sha1 = static_cast<std::uint8_t>(wire::DigestAlgorithm::sha1);
    return verify(certificate, content->digest.value_or(sha1), {name_with_nul, certificate},
                  slice(message, content->signature), DigestForm::bare_or_with_info);
}

SignatureCheck verify_sudi(Bytes message, const wire::CapfMessage &parsed, const wire::CapfSudi &sudi,
                           const wire::CapfSudiPart &part) {
    if (part.type == 0) return not_checked("this part is the certificate");
    if (!complete(message, part)) return not_checked("the signature is cut");
    const auto certificate = std::ranges::find(sudi.parts, std::uint8_t{0}, &wire::CapfSudiPart::type);
    if (certificate == sudi.parts.end() || !complete(message, *certificate))
        return not_checked("SUDI_DATA has no certificate");
    const auto session = little_endian(parsed.session_id);
    const Bytes der = slice(message, certificate->value);
    return verify(der, part.type, {session, der}, slice(message, part.value), DigestForm::bare_or_with_info);
}

}  // namespace capf::trust
