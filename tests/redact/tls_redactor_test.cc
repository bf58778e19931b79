// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>

#include <gtest/gtest.h>

#include "analyzer/redact/stream_redactor.h"

namespace capf::redact {
namespace {

using Data = std::vector<std::uint8_t>;

Data record(std::uint8_t type, const Data &content) {
    Data result = {type, 3, 3, static_cast<std::uint8_t>(content.size() >> 8),
                   static_cast<std::uint8_t>(content.size())};
    result.insert(result.end(), content.begin(), content.end());
    return result;
}

Data handshake(std::uint8_t type, const Data &content) {
    Data result = {type, 0, static_cast<std::uint8_t>(content.size() >> 8), static_cast<std::uint8_t>(content.size())};
    result.insert(result.end(), content.begin(), content.end());
    return result;
}

class TlsRedactorTest : public testing::Test {
protected:
    Data redact(std::uint32_t sequence, Data payload) {
        redactor_.redact(sequence, payload);
        return payload;
    }
    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    TlsRedactor redactor_{names_};
};

TEST_F(TlsRedactorTest, HeadersStayAndContentGoes) {
    const Data certificate = handshake(11, Data(600, 'C')), secret = record(23, Data(50, 'S'));
    Data flight = record(22, certificate);
    flight.insert(flight.end(), secret.begin(), secret.end());
    const Data after = redact(1000, flight);
    ASSERT_EQ(after.size(), flight.size());
    EXPECT_TRUE(std::equal(after.begin(), after.begin() + 9, flight.begin())) << "record and message header";
    EXPECT_EQ(std::count(after.begin(), after.end(), 'C') + std::count(after.begin(), after.end(), 'S'), 0);
    EXPECT_EQ(after[609], 23) << "the next record's header";
}

TEST_F(TlsRedactorTest, OverSegments) {
    const Data whole = record(22, handshake(11, Data(600, 'C'))), next = record(21, {2, 48});
    Data stream = whole;
    stream.insert(stream.end(), next.begin(), next.end());
    const auto part = [&](std::size_t from, std::size_t to) {
        return redact(
            0xFFFFFF00U + static_cast<std::uint32_t>(from),
            {stream.begin() + static_cast<std::ptrdiff_t>(from), stream.begin() + static_cast<std::ptrdiff_t>(to)});
    };
    part(0, 400);
    const Data last = part(400, stream.size());
    EXPECT_EQ(std::count(last.begin(), last.end(), 'C'), 0);
    EXPECT_TRUE(std::equal(next.begin(), next.end(), last.end() - static_cast<std::ptrdiff_t>(next.size())))
        << "an alert in the clear stays, where sequence numbers begin anew too";
    EXPECT_EQ(part(400, stream.size()), last) << "a retransmission is treated the same";
    const Data overlap = part(300, stream.size());
    EXPECT_EQ(Data(overlap.begin() + 100, overlap.end()), last);
}

TEST_F(TlsRedactorTest, AfterAHoleOnlyAVisibleRecordIsKept) {
    redact(1, record(22, handshake(2, Data(40, 'h'))));
    const Data lost = redact(5000, Data(100, 'x'));
    EXPECT_EQ(lost, Data(100, 0));
    const Data found = redact(6000, record(23, Data(20, 'x')));
    EXPECT_EQ(Data(found.begin(), found.begin() + 5), (Data{23, 3, 3, 0, 20}));
    EXPECT_EQ(std::count(found.begin(), found.end(), 'x'), 0);
}

TEST_F(TlsRedactorTest, TheServerNameIsReplaced) {
    Data hello(34, 'r');
    const Data rest = {0, 0, 2, 0x13, 1, 1, 0};  // no session, one cipher, no compression
    hello.insert(hello.end(), rest.begin(), rest.end());
    const std::string host = "cucm01.kestrel.example";
    const auto length = static_cast<std::uint8_t>(host.size());
    const Data extension = {
        0, static_cast<std::uint8_t>(length + 9), 0, 0, 0,     static_cast<std::uint8_t>(length + 5),
        0, static_cast<std::uint8_t>(length + 3), 0, 0, length};
    hello.insert(hello.end(), extension.begin(), extension.end());
    hello.insert(hello.end(), host.begin(), host.end());
    const Data before = record(22, handshake(1, hello)), after = redact(7, before);
    const std::string text(after.begin(), after.end());
    EXPECT_EQ(text.find("kestrel"), std::string::npos);
    EXPECT_NE(text.find(names_.same_length(host)), std::string::npos);
    EXPECT_TRUE(std::equal(before.begin(), before.end() - length, after.begin())) << "all else of a hello stays";
}

TEST_F(TlsRedactorTest, AfterChangeCipherSpecAllHandshakeIsCiphertext) {
    redact(1, record(20, {1}));
    const Data finished = record(22, handshake(20, Data(12, 'f')));
    const Data after = redact(7, finished);
    EXPECT_EQ(Data(after.begin() + 5, after.end()), Data(16, 0));
}

}  // namespace
}  // namespace capf::redact
