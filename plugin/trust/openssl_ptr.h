// SPDX-License-Identifier: GPL-2.0-or-later
// Owners of OpenSSL's objects. Private to plugin/trust.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace capf::trust {

template <auto Free>
struct OpensslDeleter {
    template <typename T>
    void operator()(T *object) const {
        Free(object);
    }
};

template <typename T, auto Free>
using OpensslPtr = std::unique_ptr<T, OpensslDeleter<Free>>;

using BasicConstraintsPtr = OpensslPtr<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free>;
using BignumPtr = OpensslPtr<BIGNUM, BN_free>;
using BioPtr = OpensslPtr<BIO, BIO_free_all>;
using BitStringPtr = OpensslPtr<ASN1_BIT_STRING, ASN1_BIT_STRING_free>;
using CipherContextPtr = OpensslPtr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using CipherPtr = OpensslPtr<EVP_CIPHER, EVP_CIPHER_free>;
using DigestContextPtr = OpensslPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using DigestPtr = OpensslPtr<EVP_MD, EVP_MD_free>;
using KeyContextPtr = OpensslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using KeyPtr = OpensslPtr<EVP_PKEY, EVP_PKEY_free>;
using X509Ptr = OpensslPtr<X509, X509_free>;
using X509SigPtr = OpensslPtr<X509_SIG, X509_SIG_free>;

// OPENSSL_free is a macro: bytes and texts that OpenSSL allocated.
struct OpensslFree {
    void operator()(void *memory) const { OPENSSL_free(memory); }
};
template <typename T>
using AllocatedPtr = std::unique_ptr<T, OpensslFree>;

}  // namespace capf::trust
