// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/trust/test_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "plugin/trust/trust_store.h"

namespace capf::trust::test {

std::string data_path(const std::string &name) {
    return std::string(CAPF_TRUST_DATA) + "/" + name;
}

Buffer read_data(const std::string &name) {
    std::ifstream file(data_path(name), std::ios::binary);
    Buffer content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_FALSE(content.empty()) << name;
    return content;
}

Buffer certificate_data(const std::string &name) {
    TrustStore store;
    std::string error;
    EXPECT_TRUE(store.add_file(data_path(name), error)) << error;
    return store.empty() ? Buffer() : store.all().front().der;
}

PrivateKey key_data(const std::string &name) {
    std::string error;
    auto key = PrivateKey::load(data_path(name), "", error);
    EXPECT_TRUE(key.has_value()) << error;
    return key.value();
}

bool is_restricted() {
    const char *configuration = std::getenv("OPENSSL_CONF");
    return configuration != nullptr && std::string(configuration) == data_path("restricted-openssl.cnf");
}

Buffer buffer_of(const std::string &text) {
    return {text.begin(), text.end()};
}

}  // namespace capf::trust::test
