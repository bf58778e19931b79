// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/transport_segment.h"

#include <utility>

#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

constexpr PortPair kToCapf = {51'292, 3804};  // c85c, 0edc

test::Buffer tcp_header(std::uint8_t words, std::uint8_t flags) {
    return {0xc8,  0x5c, 0x0e, 0xdc, 0, 0, 0, 1, 0, 0, 0, 2, static_cast<std::uint8_t>(words << 4),
            flags, 0x20, 0,    0,    0, 0, 0};
}

test::Buffer after(std::size_t before, const test::Buffer &bytes) {
    test::Buffer frame(before, 0x45);
    frame.insert(frame.end(), bytes.begin(), bytes.end());
    return frame;
}

TEST(TransportSegment, FindsTcpBehindAnyHeaders) {
    test::Buffer segment = tcp_header(5, kTcpSyn | kTcpAck);
    segment.push_back(0x99);
    for (const std::size_t before : {0, 34, 38, 54, 200}) {
        const test::Buffer frame = after(before, segment);
        const auto found = find_tcp_segment(frame, kToCapf);
        ASSERT_TRUE(found) << before;
        EXPECT_EQ(found->flags, kTcpSyn | kTcpAck);
        ASSERT_EQ(found->payload.size(), 1U);
        EXPECT_EQ(found->payload[0], 0x99);
    }
}

TEST(TransportSegment, LeavesOptionsOut) {
    test::Buffer segment = tcp_header(6, kTcpRst);
    segment.insert(segment.end(), {2, 4, 5, 0xb4, 0x17});
    const auto found = find_tcp_segment(segment, kToCapf);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->payload.size(), 1U);
}

TEST(TransportSegment, WantsAWholeHeaderWithThesePorts) {
    const test::Buffer whole = after(34, tcp_header(5, kTcpSyn));
    EXPECT_TRUE(find_tcp_segment(whole, kToCapf));
    EXPECT_FALSE(find_tcp_segment(whole, {3804, 51'292}));
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_FALSE(find_tcp_segment(Bytes(whole).first(length), kToCapf)) << length;
    EXPECT_FALSE(find_tcp_segment(after(34, tcp_header(4, kTcpSyn)), kToCapf)) << "shorter than TCP's header";
    EXPECT_FALSE(find_tcp_segment(after(34, tcp_header(6, kTcpSyn)), kToCapf)) << "the options are cut";
    EXPECT_FALSE(find_tcp_segment(after(300, tcp_header(5, kTcpSyn)), kToCapf)) << "too deep";
}

TEST(TransportSegment, PassesOverWhatOnlyLooksLikeThePorts) {
    test::Buffer frame = {0xc8, 0x5c, 0x0e, 0xdc, 0, 0, 0, 0, 0, 0, 0, 0, 0};  // no header: its length is 0
    const test::Buffer segment = tcp_header(5, kTcpFin);
    frame.insert(frame.end(), segment.begin(), segment.end());
    const auto found = find_tcp_segment(frame, kToCapf);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->flags, kTcpFin);
}

TEST(TransportSegment, FindsUdpAndLeavesThePaddingOut) {
    const test::Buffer datagram = {0xc8, 0x5c, 0, 69, 0, 12, 0, 0, 0, 1, 'a', 0, 0xff, 0xff};
    const PortPair to_tftp = {51'292, 69};
    const auto whole = find_udp_payload(after(42, datagram), to_tftp);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->size(), 4U);
    const auto cut = find_udp_payload(Bytes(datagram).first(10), to_tftp);
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->size(), 2U);
    EXPECT_FALSE(find_udp_payload(Bytes(datagram).first(7), to_tftp));
    const test::Buffer impossible = {0xc8, 0x5c, 0, 69, 0, 7, 0, 0};
    EXPECT_FALSE(find_udp_payload(impossible, to_tftp)) << "a length without room for the header";
}

TEST(TransportSegment, FindsWhosePacketAnErrorReports) {
    test::Buffer header4(20, 0), header6(40, 0);
    header4[0] = 0x45;
    header6[0] = 0x60;
    for (std::uint8_t i = 0; i < 8; ++i) header4[12 + i] = i;
    for (std::uint8_t i = 0; i < 32; ++i) header6[8 + i] = i;
    const test::Buffer ports = {0xc8, 0x5c, 0x0e, 0xdc, 0, 0, 0, 1};  // more of TCP is not in every error
    for (const auto &[header, size] : {std::pair(header4, std::size_t{4}), std::pair(header6, std::size_t{16})}) {
        test::Buffer frame(42, 0);
        frame.insert(frame.end(), header.begin(), header.end());
        frame.insert(frame.end(), ports.begin(), ports.end());
        const auto found = find_reported_packet(frame, kToCapf);
        ASSERT_TRUE(found);
        ASSERT_EQ(found->source.size(), size);
        ASSERT_EQ(found->destination.size(), size);
        EXPECT_EQ(found->source[0], 0);
        EXPECT_EQ(found->destination[0], size);
        EXPECT_FALSE(find_reported_packet(frame, {3804, 51'292}));
        EXPECT_FALSE(find_reported_packet(Bytes(frame).last(ports.size()), kToCapf)) << "no header before the ports";
    }
}

}  // namespace
}  // namespace capf::wire
