// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/packet_redactor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace capf::redact {
namespace {

using Data = std::vector<std::uint8_t>;

const Data kPhoneMac = {0xA4, 0x56, 0x30, 0xBB, 0xFA, 0x40}, kServerMac = {0, 0x50, 0x56, 1, 2, 3};
const Data kPhone = {10, 147, 94, 55}, kServer = {10, 48, 46, 4};

void append(Data &to, const Data &what) {
    to.insert(to.end(), what.begin(), what.end());
}
Data bytes(const std::string &text) {
    return {text.begin(), text.end()};
}
bool contains(const Data &all, const Data &part) {
    return std::search(all.begin(), all.end(), part.begin(), part.end()) != all.end();
}

Data ipv4(std::uint8_t protocol, const Data &inside) {
    const auto total = static_cast<std::uint16_t>(20 + inside.size());
    Data packet = {
        0x45, 0, static_cast<std::uint8_t>(total >> 8), static_cast<std::uint8_t>(total), 0, 1, 0, 0, 64, protocol,
        0,    0};
    append(packet, kPhone);
    append(packet, kServer);
    append(packet, inside);
    return packet;
}
Data ethernet(const Data &packet) {
    Data frame = kServerMac;
    append(frame, kPhoneMac);
    append(frame, {8, 0});
    append(frame, packet);
    return frame;
}
Data tcp(std::uint16_t to, const std::string &payload) {
    Data segment = {0xC0,
                    0,
                    static_cast<std::uint8_t>(to >> 8),
                    static_cast<std::uint8_t>(to),
                    0,
                    0,
                    0,
                    1,
                    0,
                    0,
                    0,
                    2,
                    0x50,
                    0x18,
                    1,
                    0,
                    0,
                    0,
                    0,
                    0};
    append(segment, bytes(payload));
    return segment;
}
Data udp(std::uint16_t from, std::uint16_t to, const Data &payload) {
    const auto length = static_cast<std::uint16_t>(8 + payload.size());
    Data datagram = {static_cast<std::uint8_t>(from >> 8),
                     static_cast<std::uint8_t>(from),
                     static_cast<std::uint8_t>(to >> 8),
                     static_cast<std::uint8_t>(to),
                     static_cast<std::uint8_t>(length >> 8),
                     static_cast<std::uint8_t>(length),
                     0,
                     0};
    append(datagram, payload);
    return datagram;
}

class PacketRedactorTest : public testing::Test {
protected:
    Data redact(Data frame, std::uint16_t link_type = 1) {
        redactor_.redact(link_type, frame);
        for (const Data &original : {kPhoneMac, kServerMac, kPhone, kServer, bytes("A45630BBFA40"), bytes("kestrel")}) {
            EXPECT_FALSE(contains(frame, original));
        }
        return frame;
    }
    const Pseudonyms names_{Data(32, 7)};
    PacketRedactor redactor_{names_, {3804}};
};

TEST_F(PacketRedactorTest, ARequestKeepsItsShape) {
    const Data frame = ethernet(ipv4(6, tcp(6970,
                                            "GET /SEPA45630BBFA40.cnf.xml.sgn HTTP/1.1\r\nHost: "
                                            "cucm.kestrel.example\r\nContent-Length: 0\r\n\r\n")));
    const Data after = redact(frame);
    EXPECT_EQ(after.size(), frame.size());
    EXPECT_TRUE(
        contains(after, bytes("GET /" + names_.device("SEPA45630BBFA40") + ".cnf.xml.sgn HTTP/1.1\r\nHost: xxx")));
    EXPECT_TRUE(contains(after, bytes("Content-Length: 0\r\n\r\n")));
}

TEST_F(PacketRedactorTest, AnAnswersPhraseIsOverwritten) {
    for (const std::string line : {"HTTP/1.1 404 kestrel has it", "SIP/2.0 403 kestrel"}) {
        const Data after = redact(ethernet(ipv4(6, tcp(40000, line + "\r\nContent-Length: 0\r\n\r\n"))));
        EXPECT_TRUE(contains(after, bytes(line.substr(0, 11)))) << line;
        EXPECT_TRUE(contains(after, bytes("x\r\nContent-Length: 0\r\n\r\n"))) << line;
    }
}

TEST_F(PacketRedactorTest, ABodyIsCutOff) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n";
    const Data after = redact(ethernet(ipv4(6, tcp(40000, head + "<device>kestrel"))));
    EXPECT_EQ(after.size(), 14 + 20 + 20 + head.size());
    EXPECT_EQ(redact(ethernet(ipv4(6, tcp(40000, "the body goes on: kestrel")))).size(), 54U);
    EXPECT_EQ(redactor_.counts().cut, 2U);
}

TEST_F(PacketRedactorTest, TftpFromTheRequestOn) {
    const Data request =
        ethernet(ipv4(17, udp(50000, 69, bytes(std::string("\0\1SEPA45630BBFA40.cnf.xml\0octet\0", 31)))));
    EXPECT_EQ(redact(request).size(), request.size());
    EXPECT_EQ(redact(ethernet(ipv4(17, udp(50000, 3333, bytes(std::string("\0\4\0\1", 4)))))).size(), 14U + 20 + 8 + 4);
    EXPECT_EQ(redact(ethernet(ipv4(17, udp(50000, 3333, bytes(std::string("\0\3\0\1kestrel", 11)))))).size(),
              14U + 20 + 8 + 4);
    EXPECT_EQ(redact(ethernet(ipv4(17, udp(51000, 3333, bytes("kestrel"))))).size(), 14U + 20 + 8) << "no TFTP";
}

TEST_F(PacketRedactorTest, AnErrorQuotesWithoutPayload) {
    Data message = {3, 3, 0, 0, 0, 0, 0, 0};
    append(message, ipv4(17, udp(50000, 69, bytes("kestrel"))));
    EXPECT_EQ(redact(ethernet(ipv4(1, message))).size(), 14U + 20 + 8 + 20 + 8);
}

TEST_F(PacketRedactorTest, CapfInTheClear) {
    Data message = {0x55, 2, 0, 0, 0, 9, 0, 27};
    append(message, {13, 0, 16});
    append(message, bytes("SEPA45630BBFA40"));
    append(message, {0, 11, 0, 5});
    append(message, bytes("4711"));
    message.push_back(0);
    message[7] = static_cast<std::uint8_t>(message.size() - 8);
    const Data frame = ethernet(ipv4(6, tcp(3804, {message.begin(), message.end()})));
    const Data after = redact(frame);
    EXPECT_EQ(after.size(), frame.size());
    EXPECT_FALSE(contains(after, bytes("4711")));
    EXPECT_TRUE(contains(after, bytes(names_.device("SEPA45630BBFA40"))));
    EXPECT_TRUE(contains(after, {11, 0, 5, 0})) << "the element is still there";
}

TEST_F(PacketRedactorTest, WhatIsNotUnderstoodIsCutOff) {
    EXPECT_EQ(redact(ethernet(ipv4(47, bytes("kestrel in a tunnel")))).size(), 34U);
    EXPECT_TRUE(redact(bytes("kestrel"), 105).empty());
    EXPECT_EQ(redact(ipv4(6, tcp(80, "kestrel")), 101).size(), 40U) << "raw IP";
}

TEST_F(PacketRedactorTest, AnyBytesInAnyLinkType) {
    std::mt19937 random(1);
    const Data good = ethernet(ipv4(6, tcp(6970, "GET /SEPA45630BBFA40.cnf.xml.sgn HTTP/1.1\r\nHost: a\r\n\r\n")));
    for (int round = 0; round < 20000; ++round) {
        Data frame = good;
        for (int i = 0; i < 4; ++i) frame[random() % frame.size()] = static_cast<std::uint8_t>(random());
        frame.resize(random() % (frame.size() + 1));
        const std::size_t before = frame.size();
        constexpr std::uint16_t kTypes[] = {0, 1, 101, 113, 276, 9};
        redactor_.redact(kTypes[random() % 6], frame);
        EXPECT_LE(frame.size(), before);
    }
}

}  // namespace
}  // namespace capf::redact
