// SPDX-License-Identifier: GPL-2.0-or-later
// Living inside a program with its own OpenSSL configuration and errors.
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "plugin/trust/certificate.h"
#include "plugin/trust/openssl_ptr.h"
#include "tests/trust/test_files.h"

namespace capf::trust {
namespace {

// Without this the tests that run with the restricted configuration would prove nothing.
TEST(Openssl, RestrictedMachineReallyForbids) {
    if (!test::is_restricted()) GTEST_SKIP() << "no restricted configuration";
    EXPECT_EQ(DigestPtr(EVP_MD_fetch(nullptr, "MD5", nullptr)), nullptr);
    EXPECT_EQ(DigestPtr(EVP_MD_fetch(nullptr, "SHA1", nullptr)), nullptr);
    ERR_clear_error();
}

TEST(Openssl, FailuresLeaveNoErrorBehind) {
    ERR_clear_error();
    EXPECT_FALSE(read_certificate(test::buffer_of("no certificate")));
    EXPECT_FALSE(read_public_key(test::buffer_of("no key")));
    std::string error;
    EXPECT_FALSE(PrivateKey::parse(test::buffer_of("no key"), "", error));
    EXPECT_EQ(ERR_peek_error(), 0UL);
}

TEST(Openssl, ErrorsOfTheProgramStay) {
    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 42);
    EXPECT_FALSE(read_certificate(test::buffer_of("no certificate")));
    EXPECT_EQ(ERR_GET_REASON(ERR_get_error()), 42);
    EXPECT_EQ(ERR_get_error(), 0UL);
}

}  // namespace
}  // namespace capf::trust
