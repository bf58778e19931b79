// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/tls_record.h"

#include "plugin/wire/tls_numbers.h"
#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

const test::Buffer kAlertAndData = {21, 3, 3, 0, 2, 2, 48, 23, 3, 3, 0, 3, 7, 8, 9, 23, 3, 3, 0, 9, 1};

TEST(TlsRecord, TakesWholeRecordsOneByOne) {
    Bytes rest(kAlertAndData);
    const auto alert = take_tls_record(rest);
    ASSERT_TRUE(alert);
    EXPECT_EQ(alert->content_type, kTlsAlert);
    EXPECT_EQ(alert->version, kTls12);
    EXPECT_EQ(alert->content.size(), 2U);
    const auto data = take_tls_record(rest);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->content_type, kTlsApplicationData);
    EXPECT_EQ(data->content.size(), 3U);
    EXPECT_FALSE(take_tls_record(rest)) << "its end is missing";
    EXPECT_EQ(rest.size(), 6U) << "stays where it is";
}

TEST(TlsRecord, TakesNothingElse) {
    for (const test::Buffer &bytes :
         {test::Buffer{}, test::Buffer{23, 3, 3, 0}, test::Buffer{19, 3, 3, 0, 0}, test::Buffer{24, 3, 3, 0, 0},
          test::Buffer{23, 2, 3, 0, 0}, test::Buffer{23, 3, 5, 0, 0}, test::Buffer(30'000, 23)}) {
        Bytes rest(bytes);
        EXPECT_FALSE(take_tls_record(rest));
        EXPECT_EQ(rest.size(), bytes.size());
    }
}

TEST(TlsRecord, TakesHandshakeMessages) {
    const test::Buffer content = {14, 0, 0, 0, 2, 0, 0, 1, 0xaa, 11, 0, 0, 5, 1};
    Bytes rest(content);
    EXPECT_EQ(take_tls_handshake(rest)->type, 14);
    const auto hello = take_tls_handshake(rest);
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->type, kTlsServerHello);
    EXPECT_EQ(hello->body.size(), 1U);
    EXPECT_FALSE(take_tls_handshake(rest)) << "continues in the next record";
}

test::Buffer server_hello(std::size_t session, const test::Buffer &extensions) {
    test::Buffer body = {3, 3};
    body.resize(34, 0x11);
    body.push_back(static_cast<std::uint8_t>(session));
    body.resize(body.size() + session, 0x22);
    body.insert(body.end(), {0xc0, 0x30, 0, 0, static_cast<std::uint8_t>(extensions.size())});
    body.insert(body.end(), extensions.begin(), extensions.end());
    return body;
}

TEST(TlsRecord, ReadsTheServersChoice) {
    const TlsServerChoice old = read_server_hello(server_hello(32, {0xff, 1, 0, 1, 0}));
    EXPECT_EQ(old.version, kTls12);
    EXPECT_EQ(old.cipher, 0xc030);
    const TlsServerChoice newer = read_server_hello(server_hello(0, {0, 51, 0, 1, 9, 0, 43, 0, 2, 3, 4}));
    EXPECT_EQ(newer.version, kTls13);
    EXPECT_EQ(newer.cipher, 0xc030);
}

TEST(TlsRecord, ReadsACutServerHelloWithinItsBytes) {
    const test::Buffer whole = server_hello(32, {0, 43, 0, 2, 3, 4});
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const TlsServerChoice choice = read_server_hello(Bytes(whole).first(length));
        EXPECT_EQ(choice.version, length < 2 ? 0 : length < whole.size() ? kTls12 : kTls13) << length;
        EXPECT_EQ(choice.cipher, length < 69 ? 0 : 0xc030) << length;
    }
}

}  // namespace
}  // namespace capf::wire
