// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/flow_selector.h"

#include <gtest/gtest.h>

#include "tests/capture/frame_builder.h"

namespace capf::test {
namespace {

using capture::LinkType;

const End kPhone{"10.0.0.5", 51000}, kServer{"10.0.0.1", 8765};

class Selector : public testing::Test {
protected:
    bool look(const std::string &frame, LinkType link = LinkType::ethernet) {
        capture::Record record;
        record.bytes = reinterpret_cast<const std::uint8_t *>(frame.data());
        record.captured = record.on_the_wire = static_cast<std::uint32_t>(frame.size());
        record.link_type = static_cast<std::uint16_t>(link);
        return selector.matters(record, ++number);
    }
    // The numbers of the frames that the last one brought with it.
    std::vector<std::uint32_t> earlier() const {
        std::vector<std::uint32_t> numbers;
        for (const auto &one : selector.earlier()) numbers.push_back(one.number);
        return numbers;
    }

    capture::FlowSelector selector{{3804}};
    std::uint32_t number = 0;
};

std::string capf_packet(const End &client = kPhone, const End &server = {"10.0.0.1", 3804}) {
    return ip(client, server, 6, tcp(client, server, kSyn, 1));
}

TEST_F(Selector, TakesProvisioningByPort) {
    constexpr std::uint16_t kPorts[] = {3804, 6970, 6971, 2445};
    for (const std::uint16_t port : kPorts) {
        EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", port}, kSyn, 1))) << port;
        EXPECT_TRUE(look(tcp_frame({"10.0.0.1", port}, kPhone, kSynAck, 1))) << port;
    }
    EXPECT_TRUE(look(udp_frame({"10.0.0.5", 68}, {"255.255.255.255", 67}, "discover")));
    EXPECT_FALSE(look(tcp_frame(kPhone, {"10.0.0.1", 443}, kAck, 1, "\x17\x03\x03")));
    EXPECT_FALSE(look(udp_frame({"10.0.0.5", 16384}, {"10.0.0.6", 16386}, "\x80 media")));
}

TEST_F(Selector, LooksThroughEveryEncapsulation) {
    const std::string packet = capf_packet(), v6 = capf_packet({"2001:db8::5", 51000}, {"2001:db8::1", 3804});
    const std::string vlan = big16(0x8100) + big16(5), provider = big16(0x88A8) + big16(7);
    const std::string macs(12, '\x02'), media = udp_frame({"10.0.0.5", 16384}, {"10.0.0.6", 16386}, "\x80 media");
    EXPECT_TRUE(look(ethernet(packet, vlan)));
    EXPECT_TRUE(look(ethernet(packet, provider + vlan)));
    EXPECT_TRUE(look(ethernet(packet, vlan + vlan + vlan + vlan)));
    EXPECT_TRUE(look(macs + big16(0x8847) + big32(0x00010140) + big32(0x00020140) + packet));
    EXPECT_TRUE(look(macs + big16(0x8864) + big32(0x11000001) + big16(44) + big16(0x0021) + packet));
    EXPECT_TRUE(look(macs + big16(60) + std::string("\xAA\xAA\x03\0\0\0", 6) + big16(0x0800) + packet));
    EXPECT_TRUE(look(v6, LinkType::raw));
    EXPECT_TRUE(look(packet, LinkType::ipv4));
    EXPECT_TRUE(look(std::string("\x02\0\0\0", 4) + packet, LinkType::null));
    EXPECT_TRUE(look(big32(24) + v6, LinkType::loop));
    EXPECT_TRUE(look(std::string(14, '\0') + big16(0x0800) + packet, LinkType::linux_sll));
    EXPECT_TRUE(look(big16(0x86DD) + std::string(18, '\0') + v6, LinkType::linux_sll2));
    EXPECT_TRUE(look(ethernet(ip(kPhone, kServer, 4, packet))));
    // The same with media inside: left out, so it was looked into and not given up.
    EXPECT_FALSE(look(macs + vlan + provider + media.substr(12)));
    EXPECT_FALSE(look(big16(0x0800) + std::string(18, '\0') + media.substr(14), LinkType::linux_sll2));
    EXPECT_FALSE(look(macs + big16(0x8847) + big32(0x00010140) + media.substr(14)));
}

TEST_F(Selector, ReadsOptionsAndExtensionHeaders) {
    const End server{"10.0.0.1", 3804}, phone6{"2001:db8::5", 51000}, server6{"2001:db8::1", 3804};
    EXPECT_TRUE(look(ethernet(ip(kPhone, server, 6, tcp(kPhone, server, kSyn, 1), 0, 1, std::string(8, '\x01')))));
    const std::string destination_options = std::string("\x06\0\x01\x04\0\0\0\0", 8);
    EXPECT_TRUE(look(ethernet(ip(phone6, server6, 6, tcp(phone6, server6, kSyn, 1), 0, 1, destination_options))));
    const End other{"10.0.0.9", 9999};
    EXPECT_FALSE(look(ethernet(ip(kPhone, other, 6, tcp(kPhone, other, kSyn, 1), 0, 1, std::string(8, '\x01')))));
}

TEST_F(Selector, GivesToEpanWhatItDoesNotUnderstand) {
    EXPECT_TRUE(look(ethernet(ip(kPhone, kServer, 47, "generic routing encapsulation"))));
    EXPECT_TRUE(look(udp_frame({"10.1.1.1", 50000}, {"10.1.1.2", 4789}, "VXLAN")));
    EXPECT_TRUE(look(std::string(12, '\x02') + big16(0x88E5) + "MACsec"));
    EXPECT_TRUE(look("802.11", static_cast<LinkType>(105)));
    EXPECT_TRUE(look("short"));
    EXPECT_FALSE(look(std::string(12, '\x02') + big16(0x0806) + std::string(46, '\0')));
    EXPECT_FALSE(look(ethernet(ip(kPhone, kServer, 89, "open shortest path first"))));
}

TEST_F(Selector, FindsHttpOnAnyPortWithItsBeginning) {
    EXPECT_FALSE(look(tcp_frame(kPhone, kServer, kSyn, 100)));
    EXPECT_FALSE(look(tcp_frame(kServer, kPhone, kSynAck, 500)));
    EXPECT_FALSE(look(tcp_frame({"10.0.0.7", 1234}, kServer, kSyn, 100)));
    EXPECT_FALSE(look(tcp_frame(kPhone, kServer, kAck, 101)));
    EXPECT_TRUE(look(tcp_frame(kPhone, kServer, kAck, 101, "GET /SEP001122334455.cnf.xml.sgn HTTP/1.1\r\n")));
    EXPECT_EQ(earlier(), (std::vector<std::uint32_t>{1, 2, 4}));
    EXPECT_TRUE(look(tcp_frame(kServer, kPhone, kAck, 501, "anything")));
    EXPECT_FALSE(selector.wants_second_pass(true));
}

TEST_F(Selector, WantsASecondPassForHttpThatBeganUnseen) {
    EXPECT_FALSE(look(tcp_frame(kServer, kPhone, kAck, 7, "the end of an earlier answer")));
    EXPECT_TRUE(look(tcp_frame(kPhone, kServer, kAck, 101, "GET / HTTP/1.1\r\n")));
    ASSERT_TRUE(selector.wants_second_pass(false));
    selector.begin_second_pass();
    EXPECT_TRUE(look(tcp_frame(kServer, kPhone, kAck, 7, "the end of an earlier answer")));
    EXPECT_FALSE(selector.wants_second_pass(false));
}

TEST_F(Selector, FollowsTftpToItsDynamicPorts) {
    const End phone{"10.0.0.5", 49200}, transfer{"10.0.0.1", 40000};
    EXPECT_TRUE(look(udp_frame(phone, {"10.0.0.1", 69}, std::string("\0\1ITLFile.tlv\0octet\0", 20))));
    EXPECT_TRUE(look(udp_frame(transfer, phone, std::string("\0\3\0\1data", 8))));
    EXPECT_TRUE(look(udp_frame(phone, transfer, std::string("\0\4\0\1", 4))));
    EXPECT_FALSE(look(udp_frame(transfer, {"10.0.0.6", 49200}, std::string("\0\3\0\1data", 8))));
    EXPECT_FALSE(look(udp_frame(transfer, phone, std::string("\x80\0 media on the same port", 25))));
}

TEST_F(Selector, LearnsTheCapfPortOfAConfiguration) {
    const End capf{"10.0.0.1", 3999};
    const std::string config = "<device><capfList><capf><phonePort>3999</phonePort>";
    EXPECT_TRUE(look(tcp_frame({"10.0.0.1", 6970}, kPhone, kAck, 1, config)));
    EXPECT_TRUE(look(tcp_frame(kPhone, capf, kSyn, 1)));
    EXPECT_FALSE(selector.wants_second_pass(false));
}

TEST_F(Selector, WantsASecondPassWhenTheCapfPortIsLearntLate) {
    const End capf{"10.0.0.1", 3999};
    EXPECT_FALSE(look(tcp_frame(kPhone, capf, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame({"10.0.0.1", 6970}, kPhone, kAck, 1, "<phonePort>3999</phonePort>")));
    ASSERT_TRUE(selector.wants_second_pass(false));
    selector.begin_second_pass();
    EXPECT_TRUE(look(tcp_frame(kPhone, capf, kSyn, 1)));
}

TEST_F(Selector, TakesIcmpErrorsAboutTheseFlowsOnly) {
    const End router{"10.0.0.254", 0}, capf{"10.0.0.1", 3804};
    const auto error = [&](const std::string &quoted) {
        return ethernet(ip(router, kPhone, 1, std::string("\x03\x01\0\0\0\0\0\0", 8) + quoted.substr(0, 28)));
    };
    EXPECT_TRUE(look(error(ip(kPhone, capf, 6, tcp(kPhone, capf, kSyn, 1)))));
    EXPECT_FALSE(look(error(ip(kPhone, kServer, 17, udp(kPhone, kServer, "media")))));
    EXPECT_FALSE(look(ethernet(ip(router, kPhone, 1, std::string("\x08\0\0\0\0\1\0\1 echo", 13)))));
}

TEST_F(Selector, KeepsTheFragmentsOfADatagramTogether) {
    const End phone{"10.0.0.5", 49200}, server{"10.0.0.1", 69}, media{"10.0.0.6", 16384};
    constexpr std::uint16_t kMore = 0x2000;
    const auto fragment = [&](const End &to, std::uint16_t id, bool first) {
        const std::string beginning = to.port == 69 ? std::string("\0\1file", 6) : "\x80 media";
        const std::string part = first ? udp(phone, to, beginning + std::string(94, 'x')) : "the rest";
        return ethernet(ip(phone, to, 17, part, first ? kMore : std::uint16_t{13}, id));
    };
    EXPECT_TRUE(look(fragment(server, 7, true)));
    EXPECT_TRUE(look(fragment(server, 7, false)));
    EXPECT_FALSE(look(fragment(media, 8, true)));
    EXPECT_FALSE(look(fragment(media, 8, false)));
    // The later one first.
    EXPECT_FALSE(look(fragment(server, 9, false)));
    EXPECT_TRUE(look(fragment(server, 9, true)));
    EXPECT_EQ(earlier(), (std::vector<std::uint32_t>{5}));
}

std::string sip_ok(const std::string &method) {
    return "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 10.0.0.5\r\nCSeq: 101 " + method + "\r\nContent-Length: 0\r\n\r\n";
}

TEST_F(Selector, TakesFromSignallingOnlyThatAPhoneOfInterestRegistered) {
    const End phone{"10.0.0.5", 5060}, server{"10.0.0.1", 5060}, other{"10.0.0.77", 5060};
    EXPECT_FALSE(look(udp_frame(server, phone, sip_ok("REGISTER"))));
    EXPECT_FALSE(look(udp_frame(server, other, sip_ok("REGISTER"))));
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_FALSE(look(udp_frame(server, phone, sip_ok("OPTIONS"))));
    EXPECT_FALSE(look(udp_frame(server, phone, sip_ok("REGISTER"))));
    const auto registrations = selector.signalling();
    ASSERT_EQ(registrations.size(), 2U);
    EXPECT_EQ(registrations[0].frame, 1U);
    EXPECT_EQ(registrations[1].frame, 5U);
    EXPECT_TRUE(registrations[1].is_registration());
}

TEST_F(Selector, FollowsTheSignallingThatAKnownPhoneOpens) {
    const End phone{"10.0.0.5", 50123}, old{"10.0.0.5", 50001}, server{"10.0.0.1", 2000};
    EXPECT_FALSE(look(tcp_frame(old, server, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(phone, server, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(server, phone, kSynAck, 1)));
    EXPECT_FALSE(look(tcp_frame(old, server, kAck, 2, "keep alive")));
    const std::string ack = std::string("\x14\0\0\0\0\0\0\0\x81\0\0\0", 12) + std::string(16, '\0');
    EXPECT_FALSE(look(tcp_frame(server, old, kAck, 2, ack)));
    ASSERT_EQ(selector.signalling().size(), 1U);
    EXPECT_TRUE(selector.signalling()[0].is_registration());
}

capture::IpAddress source_of(const std::string &frame) {
    capture::Record record;
    record.bytes = reinterpret_cast<const std::uint8_t *>(frame.data());
    record.captured = record.on_the_wire = static_cast<std::uint32_t>(frame.size());
    record.link_type = static_cast<std::uint16_t>(LinkType::ethernet);
    capture::PacketHeaders headers;
    read_headers(record, headers);
    return headers.source();
}

TEST_F(Selector, ForgetsAPhoneAndNoOther) {
    const End server{"10.0.0.1", 6970}, signalling{"10.0.0.1", 2000}, sip{"10.0.0.1", 5060};
    const End one{"10.0.0.5", 50123}, other{"10.0.0.6", 50123};
    const std::string asks = tcp_frame({"10.0.0.5", 50001}, server, kSyn, 1);
    const std::string other_asks = tcp_frame({"10.0.0.6", 50001}, server, kSyn, 1);
    EXPECT_TRUE(look(asks));
    EXPECT_TRUE(look(other_asks));
    EXPECT_TRUE(look(tcp_frame(one, signalling, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(other, signalling, kSyn, 1)));
    EXPECT_FALSE(look(udp_frame(sip, {"10.0.0.5", 5060}, sip_ok("REGISTER"))));
    EXPECT_FALSE(look(udp_frame(sip, {"10.0.0.6", 5060}, sip_ok("REGISTER"))));
    ASSERT_EQ(selector.signalling().size(), 2U);

    // The server, too: somebody asked for a phone's file there.
    selector.forget({source_of(asks), source_of(tcp_frame(server, one, kAck, 1))}, {source_of(other_asks)});
    ASSERT_EQ(selector.signalling().size(), 1U);
    EXPECT_EQ(selector.signalling()[0].frame, 6U);
    EXPECT_FALSE(look(tcp_frame(signalling, one, kAck, 2)));
    EXPECT_TRUE(look(tcp_frame(signalling, other, kAck, 2)));

    // As if it came for the first time.
    EXPECT_FALSE(look(udp_frame(sip, {"10.0.0.5", 5060}, sip_ok("REGISTER"))));
    EXPECT_TRUE(look(asks));
    EXPECT_EQ(selector.signalling().size(), 2U);
    EXPECT_FALSE(look(tcp_frame(signalling, one, kAck, 3)));
    EXPECT_TRUE(look(tcp_frame(one, signalling, kSyn, 9)));
}

std::string sip_refused(const std::string &warning) {
    return "SIP/2.0 403 Forbidden\r\nCall-ID: 1@10.0.0.5\r\nCSeq: 101 REGISTER\r\nWarning: " + warning +
           "\r\nContent-Length: 0\r\n\r\n";
}

const wire::RegistrationAnswer &answer_of(const capture::SignallingSeen &seen) {
    return std::get<wire::RegistrationAnswer>(seen.event.what);
}

TEST_F(Selector, ReadsRefusalsOfKnownPhonesOnly) {
    const End phone{"10.0.0.5", 5060}, server{"10.0.0.1", 5060}, other{"10.0.0.77", 5060};
    const End phone6{"2001:db8::5", 5060}, server6{"2001:db8::1", 5060};
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(phone6, {"2001:db8::1", 6970}, kSyn, 1)));
    EXPECT_FALSE(look(udp_frame(server, other, sip_refused("399 a"))));
    EXPECT_FALSE(look(udp_frame(server, phone, sip_refused("399 b"))));
    EXPECT_FALSE(look(udp_frame(server6, phone6, sip_refused("399 c"))));
    const std::string packet = ip(server, phone, 17, udp(server, phone, sip_refused("399 d")));
    EXPECT_FALSE(look(ethernet(packet, big16(0x8100) + big16(5))));
    const auto seen = selector.signalling();
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_EQ(answer_of(seen[0]).warning, "399 b");
    EXPECT_EQ(answer_of(seen[1]).warning, "399 c");
    EXPECT_EQ(answer_of(seen[2]).warning, "399 d");
    EXPECT_EQ(answer_of(seen[2]).outcome, wire::RegistrationOutcome::refused);
}

TEST_F(Selector, ReadsAMessageInSeveralSegmentsAndSeveralInOne) {
    const End old{"10.0.0.5", 50001}, server{"10.0.0.1", 5060};
    const std::string trying = "SIP/2.0 100 Trying\r\nCSeq: 101 REGISTER\r\nContent-Length: 0\r\n\r\n";
    const std::string text = trying + sip_refused("399 node");
    EXPECT_FALSE(look(tcp_frame(old, server, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_FALSE(look(tcp_frame(server, old, kAck, 10, text)));
    ASSERT_EQ(selector.signalling().size(), 1U);
    const std::size_t half = text.size() - 30;
    EXPECT_FALSE(look(tcp_frame(server, old, kAck, 1000, text.substr(0, half))));
    EXPECT_FALSE(look(tcp_frame(server, old, kAck, 1000, text.substr(0, half))));  // sent again
    EXPECT_FALSE(look(tcp_frame(server, old, kAck, static_cast<std::uint32_t>(1000 + half), text.substr(half))));
    const auto seen = selector.signalling();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(answer_of(seen[1]).warning, "399 node");
    EXPECT_EQ(seen[1].frame, 6U);
    ASSERT_EQ(seen[1].earlier.size(), 1U) << "a slice takes the segment that it begins in, once";
    EXPECT_EQ(seen[1].earlier[0].frame, 4U);
}

TEST_F(Selector, ReadsSmallSegmentsOfAConnectionThatBeganEarlier) {
    const End old{"10.0.0.5", 50001}, server{"10.0.0.1", 5060};
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    const std::string text = sip_refused("399 node");
    constexpr std::size_t kSmall = 30;  // CSeq is in the second
    for (std::size_t at = 0; at < text.size(); at += kSmall) {
        EXPECT_FALSE(
            look(tcp_frame(server, old, kAck, static_cast<std::uint32_t>(1000 + at), text.substr(at, kSmall))));
    }
    ASSERT_EQ(selector.signalling().size(), 1U);
    EXPECT_EQ(answer_of(selector.signalling()[0]).warning, "399 node");
}

TEST_F(Selector, LearnsWhoRegistersFromAConnectionThatBeganEarlier) {
    const End old{"10.0.0.5", 50001}, server{"10.0.0.1", 5060};
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_FALSE(
        look(tcp_frame(old, server, kAck, 1,
                       "REGISTER sip:10.0.0.1 SIP/2.0\r\nCall-ID: 1@10.0.0.5\r\nCSeq: 101 REGISTER\r\nContact: "
                       "<sip:1@10.0.0.5>;+u.sip!devicename.ccm.cisco.com=\"SEP001122334455\"\r\n"
                       "Content-Length: 0\r\n\r\n")));
    EXPECT_FALSE(look(tcp_frame(server, old, kAck, 1000, sip_refused("399 node"))));
    ASSERT_EQ(selector.signalling().size(), 1U);
    EXPECT_EQ(answer_of(selector.signalling()[0]).device, "SEP001122334455");
}

std::string sip_register(const std::string &number) {
    return "REGISTER sip:10.0.0.1 SIP/2.0\r\nCall-ID: 1@10.0.0.5\r\nCSeq: " + number +
           " REGISTER\r\nContent-Length: 0\r\n\r\n";
}

TEST_F(Selector, RemembersRequestsThatAreNotAnswered) {
    const End phone{"10.0.0.5", 5060}, server{"10.0.0.1", 5060}, other{"10.0.0.77", 5060};
    const std::string trying = "SIP/2.0 100 Trying\r\nCall-ID: 1@10.0.0.5\r\nCSeq: 102 REGISTER\r\n\r\n";
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_FALSE(look(udp_frame(other, server, sip_register("101"))));
    EXPECT_FALSE(look(udp_frame(phone, server, sip_register("101"))));
    EXPECT_EQ(selector.signalling().size(), 1U);
    EXPECT_FALSE(look(udp_frame(server, phone, sip_refused("399 a"))));  // 101
    EXPECT_FALSE(look(udp_frame(phone, server, sip_register("102"))));
    EXPECT_FALSE(look(udp_frame(phone, server, sip_register("102"))));
    EXPECT_FALSE(look(udp_frame(server, phone, trying)));
    const auto seen = selector.signalling();
    ASSERT_EQ(seen.size(), 4U);
    EXPECT_EQ(answer_of(seen[0]).warning, "399 a");
    EXPECT_TRUE(std::holds_alternative<wire::RegistrationRequest>(seen[1].event.what));
    EXPECT_EQ(std::get<wire::RegistrationRequest>(seen[2].event.what).call, "1@10.0.0.5 102 REGISTER");
    EXPECT_EQ(answer_of(seen[3]).outcome, wire::RegistrationOutcome::trying);
}

TEST_F(Selector, TakesTheEndOfLongSignalling) {
    const End phone{"10.0.0.5", 50123}, server{"10.0.0.1", 5061};
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_TRUE(look(tcp_frame(phone, server, kSyn, 1)));
    std::uint32_t sequence = 2;
    while (look(tcp_frame(phone, server, kAck, sequence, "\x17\x03\x03"))) ++sequence;
    EXPECT_GT(sequence, 100U);
    EXPECT_LT(sequence, 300U);
    EXPECT_TRUE(look(tcp_frame(server, phone, kAck | 1, 1)));
    EXPECT_TRUE(look(tcp_frame(phone, server, 4, sequence)));
}

TEST_F(Selector, TakesNamesThatPhonesLookUp) {
    const End phone{"10.0.0.5", 40000}, server{"10.0.0.2", 53}, other{"10.0.0.77", 40000};
    EXPECT_FALSE(look(udp_frame(phone, server, "query")));
    EXPECT_TRUE(look(tcp_frame(kPhone, {"10.0.0.1", 6970}, kSyn, 1)));
    EXPECT_TRUE(look(udp_frame(phone, server, "query")));
    EXPECT_TRUE(look(udp_frame(server, phone, "answer")));
    EXPECT_FALSE(look(udp_frame(other, server, "query")));
    EXPECT_TRUE(look(tcp_frame(phone, server, kSyn, 1)));
}

}  // namespace
}  // namespace capf::test
