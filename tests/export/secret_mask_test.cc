// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/secret_mask.h"

#include <gtest/gtest.h>

namespace capf::exporting {
namespace {

wire::Bytes bytes_of(const std::string &text) {
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

std::string text_of(const MaskedBytes &masked) {
    return {masked.bytes.begin(), masked.bytes.end()};
}

TEST(SecretMask, PasswordsOfAConfiguration) {
    const std::string before = "<device><sshPassword>hunter2</sshPassword><fullConfig>true</fullConfig></device>";
    const MaskedBytes masked = mask_secrets(bytes_of(before), {0, before.size()});
    EXPECT_EQ(text_of(masked), "<device><sshPassword>********</sshPassword><fullConfig>true</fullConfig></device>");
    EXPECT_EQ(masked.masked, std::vector<std::string>{"sshPassword"});
    EXPECT_TRUE(masked.complete);
}

TEST(SecretMask, TheHeaderBeforeTheConfigurationStays) {
    const std::string header = "HEADER", before = header + "<device><sshPassword>a</sshPassword></device>";
    const MaskedBytes masked = mask_secrets(bytes_of(before), {header.size(), before.size() - header.size()});
    EXPECT_EQ(text_of(masked), "HEADER<device><sshPassword>********</sshPassword></device>");
}

TEST(SecretMask, PrivateKeysInAnyFile) {
    const std::string before =
        "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIsecret\n-----END RSA PRIVATE KEY-----\n"
        "-----BEGIN CERTIFICATE-----\nMIIpublic\n-----END CERTIFICATE-----\n"
        "-----BEGIN PRIVATE KEY-----\nMIIcut";
    const MaskedBytes masked = mask_secrets(bytes_of(before), {0, before.size()});
    const std::string after = text_of(masked);
    EXPECT_EQ(after.find("secret"), std::string::npos);
    EXPECT_EQ(after.find("MIIcut"), std::string::npos) << "a key that is cut off is a key";
    EXPECT_NE(after.find("MIIpublic"), std::string::npos);
    EXPECT_EQ(masked.masked, (std::vector<std::string>{"private key", "private key"}));
}

TEST(SecretMask, WhatHoldsNoneStaysByteForByte) {
    const std::string before("\x01\x00\x02\xff<device/>", 13);
    const MaskedBytes masked = mask_secrets(bytes_of(before), {0, before.size()});
    EXPECT_EQ(text_of(masked), before);
    EXPECT_TRUE(masked.masked.empty());
}

}  // namespace
}  // namespace capf::exporting
