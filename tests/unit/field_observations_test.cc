// SPDX-License-Identifier: GPL-2.0-or-later
// What is seen of a phone besides its files and CAPF: whether it registers, what it looks up, what it complains of; and
// who is no phone.
#include <gtest/gtest.h>

#include "analyzer/phones/timeline.h"
#include "plugin/wire/time_units.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::phones {
namespace {

using namespace dissection;
using Outcome = Registration::Outcome;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond;
const std::string kServer = "198.51.100.1", kAddress = "192.0.2.10";

class Field : public testing::Test {
protected:
    template <typename Kind>
    Kind seen(const Endpoint &from, const Endpoint &to, std::uint32_t stream = 0) {
        Kind one;
        one.at = {++frame, static_cast<std::int64_t>(frame) * kSecond};
        one.source = from;
        one.destination = to;
        one.stream = stream;
        return one;
    }

    void segment(const Endpoint &from, const Endpoint &to, std::uint32_t stream, std::uint8_t flags,
                 const std::string &bytes = {}, std::uint32_t sequence = 1, bool damaged = false) {
        TcpSegment one = seen<TcpSegment>(from, to, stream);
        one.flags = flags;
        one.sequence = sequence;
        one.bytes.assign(bytes.begin(), bytes.end());
        one.length = static_cast<std::uint32_t>(bytes.size());
        one.damaged = damaged;
        timeline.add(one);
    }

    void record(const Endpoint &from, const Endpoint &to, std::uint32_t stream, std::uint8_t type,
                std::uint8_t handshake = 0, std::optional<std::uint8_t> alert = {}, std::uint16_t length = 100) {
        segment(from, to, stream, kTcpAck);
        TlsRecord one = seen<TlsRecord>(from, to, stream);
        one.content_type = type;
        one.length = length;
        one.alert_description = alert;
        if (type == wire::kTlsHandshakeRecord) one.handshakes.emplace_back().type = handshake;
        if (handshake == wire::kTlsServerHello) one.handshakes.back().version = version;
        timeline.add(one);
    }

    void ask(const std::string &address, const std::string &name, int status, const std::string &body = {}) {
        const Endpoint phone{address, 40000}, server{kServer, 6970};
        HttpMessage request = seen<HttpMessage>(phone, server, ++streams);
        request.is_request = true;
        request.method = "GET";
        request.target = "/" + name;
        timeline.add(request);
        if (status == 0) return;
        HttpMessage answer = seen<HttpMessage>(server, phone, streams);
        answer.status = status;
        answer.body.assign(body.begin(), body.end());
        timeline.add(answer);
    }

    void answer(Outcome outcome, const std::string &call = {}, const std::string &device = {}) {
        Registration one = seen<Registration>({kAddress, 50000}, {kServer, 5060});
        one.protocol = "SIP";
        one.outcome = outcome;
        one.call = call;
        one.device = device;
        timeline.add(one);
    }

    void register_over_udp(const std::string &call, std::int64_t later = 0) {
        RegistrationRequest one = seen<RegistrationRequest>({kAddress, 50000}, {kServer, 5060});
        one.at.time -= later;
        one.protocol = "SIP";
        one.transport = "UDP";
        one.call = call;
        timeline.add(one);
    }

    const Phone &only_phone() {
        if (!finished) timeline.finish({frame, (frame + 100) * kSecond});
        finished = true;
        EXPECT_EQ(timeline.phones().size(), 1U);
        return timeline.phones().front();
    }

    // A handshake of TLS 1.2, as far as the server's Finished.
    void handshake(const Endpoint &client, const Endpoint &server, std::uint32_t stream) {
        segment(client, server, stream, kTcpSyn);
        segment(server, client, stream, kTcpSyn | kTcpAck);
        record(client, server, stream, wire::kTlsHandshakeRecord, wire::kTlsClientHello);
        record(server, client, stream, wire::kTlsHandshakeRecord, wire::kTlsServerHello);
    }

    Timeline timeline;
    std::uint32_t frame = 0, streams = 100;
    std::uint16_t version = wire::kTls12;
    bool finished = false;
};

TEST_F(Field, CountsARefusalThatIsSentAgainOnce) {
    answer(Outcome::refused, "before the phone is known");
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 404);
    answer(Outcome::challenged, "one 1 REGISTER");
    answer(Outcome::refused, "one 2 REGISTER");
    answer(Outcome::refused, "one 2 REGISTER");
    answer(Outcome::refused, "one 3 REGISTER");
    answer(Outcome::registered, "one 4 REGISTER");
    EXPECT_EQ(only_phone().refusals.size(), 2U);
    EXPECT_EQ(only_phone().registrations.size(), 1U);
}

TEST_F(Field, KeepsRequestsThatNobodyAnswers) {
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 404);
    register_over_udp("one 1 REGISTER");
    register_over_udp("one 1 REGISTER", kSecond - 1000);  // the same datagram, captured twice
    register_over_udp("one 1 REGISTER");
    register_over_udp("one 2 REGISTER");
    register_over_udp("one 3 REGISTER");
    answer(Outcome::trying, "one 3 REGISTER");
    answer(Outcome::registered, "one 2 REGISTER");
    ASSERT_EQ(only_phone().unanswered.size(), 2U);
    EXPECT_EQ(only_phone().unanswered[0].sent.size(), 2U);
    EXPECT_FALSE(only_phone().unanswered[0].trying);
    EXPECT_TRUE(only_phone().unanswered[1].trying);
}

TEST_F(Field, OneThatSaysItsNameAndIsRefusedIsAPhone) {
    answer(Outcome::refused, "one 1 REGISTER");
    answer(Outcome::registered, "one 2 REGISTER", "SEP00112233AAAA");
    answer(Outcome::refused, "one 3 REGISTER", "SEP001122334455");
    EXPECT_EQ(only_phone().device, "SEP001122334455");
    EXPECT_EQ(only_phone().refusals.size(), 1U);
}

TEST_F(Field, BehindOneAddressTheNameTellsWhoRegisters) {
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 404);
    ask(kAddress, "SEP00112233AAAA.cnf.xml.sgn", 404);
    answer(Outcome::refused, "one", "SEP00112233AAAA");
    answer(Outcome::refused, "two");
    timeline.finish({frame, 100 * kSecond});
    for (const Phone &phone : timeline.phones()) {
        EXPECT_EQ(phone.refusals.size(), phone.device == "SEP00112233AAAA" ? 1U : 0U);
    }
}

TEST_F(Field, GivesAlarmsAndLookupsToThePhone) {
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 404);
    Alarm alarm = seen<Alarm>({kAddress, 50000}, {kServer, 5060});
    alarm.name = "DeviceTLInfo";
    alarm.parameters["DeviceName"] = "SEP001122334455";
    timeline.add(alarm);
    for (int i = 0; i < 300; ++i) {
        NameLookup lookup = seen<NameLookup>({kAddress, 50000}, {"198.51.100.53", 53});
        lookup.name = "node" + std::to_string(i) + ".example";
        timeline.add(lookup);
    }
    NameLookup other = seen<NameLookup>({"192.0.2.99", 50000}, {"198.51.100.53", 53});
    timeline.add(other);
    ASSERT_EQ(only_phone().alarms.size(), 1U);
    EXPECT_EQ(only_phone().lookups.size(), kMostLookups);
    EXPECT_EQ(only_phone().lookups.front().name, "node0.example");
}

TEST_F(Field, AConnectionAloneMakesNoPhone) {
    const Endpoint scanner{"192.0.2.20", 4000}, check{"192.0.2.21", 4000}, probe{"192.0.2.22", 4000};
    segment(scanner, {kServer, 3804}, 1, kTcpSyn);
    segment(scanner, {kServer, 6971}, 2, kTcpSyn);
    handshake(check, {kServer, 3804}, 3);
    record({kServer, 3804}, check, 3, wire::kTlsApplicationData);  // CAPF speaks first, whoever is there
    handshake(probe, {kServer, 6971}, 4);
    timeline.finish({frame, 1000 * kSecond});
    EXPECT_TRUE(timeline.phones().empty());
    EXPECT_EQ(timeline.strangers(), (std::vector<std::string>{"192.0.2.20", "192.0.2.21", "192.0.2.22"}));
}

TEST_F(Field, WhoAnswersCapfIsAPhone) {
    const Endpoint phone{kAddress, 4000}, server{kServer, 3804};
    segment(phone, server, 1, kTcpSyn);
    handshake(phone, server, 2);
    record(server, phone, 2, wire::kTlsApplicationData);
    record(phone, server, 2, wire::kTlsApplicationData);
    EXPECT_EQ(only_phone().capf.size(), 2U);
    EXPECT_TRUE(timeline.strangers().empty());
}

TEST_F(Field, WhoAsksFirstSpeaksNoCapf) {
    const Endpoint client{kAddress, 4000}, server{kServer, 3804};
    handshake(client, server, 1);
    record(client, server, 1, wire::kTlsApplicationData);
    record(server, client, 1, wire::kTlsApplicationData);
    timeline.finish({frame, 1000 * kSecond});
    EXPECT_TRUE(timeline.phones().empty());
}

TEST_F(Field, InTls13AProbeThatClosesIsNoPhone) {
    version = wire::kTls13;
    const Endpoint probe{"192.0.2.22", 4000}, phone{kAddress, 4000}, server{kServer, 3804};
    for (const Endpoint &client : {probe, phone}) {
        const std::uint32_t stream = client == probe ? 1 : 2;
        handshake(client, server, stream);
        record(server, client, stream, wire::kTlsApplicationData);
        record(client, server, stream, wire::kTlsApplicationData);
        record(server, client, stream, wire::kTlsApplicationData);
        record(client, server, stream, wire::kTlsApplicationData, 0, {}, client == probe ? 19 : 60);
    }
    EXPECT_EQ(only_phone().addresses, std::vector<std::string>{kAddress});
    EXPECT_EQ(timeline.strangers(), std::vector<std::string>{"192.0.2.22"});
}

TEST_F(Field, WhoRefusesACertificateIsAPhone) {
    const Endpoint phone{kAddress, 4000}, server{kServer, 6972};
    handshake(phone, server, 1);
    record(phone, server, 1, wire::kTlsAlert, 0, wire::kAlertUnknownCa);
    ASSERT_EQ(only_phone().https.size(), 1U);
    EXPECT_EQ(only_phone().https.front()->tls.back().alert_description, wire::kAlertUnknownCa);
}

TEST_F(Field, ALeaseNamesAPhoneThatOnlyTriesToConnect) {
    AddressLease lease = seen<AddressLease>({kServer, 67}, {kAddress, 68});
    lease.hardware = 0x001122334455;
    lease.address = kAddress;
    lease.host_name = "SEP001122334455";
    timeline.add(lease);
    segment({kAddress, 4000}, {kServer, 3804}, 1, kTcpSyn);
    EXPECT_EQ(only_phone().device, "SEP001122334455");
    EXPECT_EQ(only_phone().capf.size(), 1U);
}

TEST_F(Field, KeepsWhatSomethingElseSaysOnThePortOfCapf) {
    const Endpoint phone{kAddress, 4000}, server{kServer, 3804};
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 404);
    segment(phone, server, 1, kTcpSyn);
    segment(server, phone, 1, kTcpAck, "SSH-2.0-OpenSSH_9.6\r\n");
    record(phone, server, 1, wire::kTlsHandshakeRecord, wire::kTlsClientHello);
    ASSERT_EQ(only_phone().capf.size(), 1U);
    EXPECT_EQ(only_phone().capf.front().connection->first_from_server, "SSH-2.0-OpenSSH_9.6\r\n");
}

TEST_F(Field, ABusyServerHasTheFilePerhaps) {
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 503);
    EXPECT_EQ(only_phone().transfers.front()->status, TransferStatus::busy);
    EXPECT_STREQ(transfer_status_name(TransferStatus::busy), "busy");
}

TEST_F(Field, PutsPartsOfAFileTogether) {
    const std::string name = "SEP001122334455.cnf.xml.sgn";
    const Endpoint phone{kAddress, 40000}, server{kServer, 6970};
    ask(kAddress, name, 0);
    segment(server, phone, streams, kTcpAck, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01", 1);
    segment(server, phone, streams, kTcpAck, "234", 42);
    segment(server, phone, streams, kTcpRst);
    HttpMessage request = seen<HttpMessage>(phone, server, ++streams);
    request.is_request = true;
    request.method = "GET";
    request.target = "/" + name;
    timeline.add(request);
    HttpMessage rest = seen<HttpMessage>(server, phone, streams);
    rest.status = 206;
    rest.range = ContentRange{5, 9, 10};
    rest.body = {'5', '6', '7', '8', '9'};
    timeline.add(rest);
    ASSERT_EQ(only_phone().transfers.size(), 1U);
    const Transfer &file = *only_phone().transfers.front();
    EXPECT_EQ(file.status, TransferStatus::complete);
    EXPECT_EQ(std::string(file.bytes.begin(), file.bytes.end()), "0123456789");
    EXPECT_EQ(file.asked.frame, 1U);
}

TEST_F(Field, APartAloneIsNoFile) {
    const Endpoint phone{kAddress, 40000}, server{kServer, 6970};
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 0);
    HttpMessage part = seen<HttpMessage>(server, phone, streams);
    part.status = 206;
    part.range = ContentRange{5, 9, 10};
    part.body = {'5', '6', '7', '8', '9'};
    timeline.add(part);
    EXPECT_FALSE(only_phone().transfers.front()->complete());
}

TEST_F(Field, MarksAFileWithDamagedBytes) {
    const Endpoint phone{kAddress, 40000}, server{kServer, 6970};
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 0);
    segment(server, phone, streams, kTcpAck, "HTTP/1.1 200 OK\r\n\r\nx", 1, true);
    HttpMessage answer = seen<HttpMessage>(server, phone, streams);
    answer.status = 200;
    timeline.add(answer);
    ask(kAddress, "SEP001122334455.cnf.xml.sgn", 200, "y");
    EXPECT_TRUE(only_phone().transfers.front()->damaged);
    EXPECT_FALSE(only_phone().transfers.back()->damaged);
}

TEST_F(Field, TakesTftpFromAnotherAddress) {
    const Endpoint phone{kAddress, 40000}, asked{kServer, 69}, other{"198.51.100.2", 50000};
    const auto tftp = [&](std::uint16_t opcode, bool up, std::uint32_t block, const std::string &data = {}) {
        TftpPacket one =
            seen<TftpPacket>(up ? phone : other, up ? (opcode == kTftpReadRequest ? asked : other) : phone);
        one.opcode = opcode;
        one.block = block;
        one.data.assign(data.begin(), data.end());
        one.data_length = static_cast<std::uint32_t>(data.size());
        if (opcode == kTftpReadRequest) one.file_name = "SEP001122334455.cnf.xml.sgn";
        timeline.add(one);
    };
    tftp(kTftpReadRequest, true, 0);
    tftp(kTftpData, false, 1, std::string(512, 'a'));
    tftp(kTftpAck, true, 1);
    tftp(kTftpData, false, 1, std::string(512, 'a'));  // sent again
    tftp(kTftpData, false, 2, "b");
    tftp(kTftpAck, true, 2);
    const Transfer &file = *only_phone().transfers.front();
    EXPECT_EQ(file.status, TransferStatus::complete);
    EXPECT_EQ(file.bytes.size(), 513U);
    EXPECT_EQ(file.bytes.back(), 'b');
}

TEST_F(Field, SaysWhoEndedATransferAndHow) {
    const Endpoint phone{kAddress, 40000}, server{kServer, 69};
    const auto request = [&](std::uint16_t port) {
        TftpPacket one = seen<TftpPacket>({kAddress, port}, server);
        one.opcode = kTftpReadRequest;
        one.file_name = "SEP001122334455.cnf.xml.sgn";
        timeline.add(one);
    };
    request(40000);
    TftpPacket error = seen<TftpPacket>(phone, {kServer, 50000});
    error.opcode = kTftpError;
    timeline.add(error);
    request(40001);
    Unreachable icmp = seen<Unreachable>({kAddress, 40001}, server);
    icmp.reporter = kServer;
    icmp.type = icmp.code = 3;
    timeline.add(icmp);
    request(40002);
    Unreachable too_big = seen<Unreachable>({kServer, 50000}, {kAddress, 40002});
    too_big.too_big = true;
    too_big.mtu = 1400;
    timeline.add(too_big);
    const Phone &seen_phone = only_phone();
    ASSERT_EQ(seen_phone.transfers.size(), 3U);
    EXPECT_TRUE(seen_phone.transfers[0]->error_from_client);
    EXPECT_EQ(seen_phone.transfers[1]->icmp_reporter, kServer);
    EXPECT_EQ(seen_phone.transfers[1]->icmp_code, 3);
    ASSERT_EQ(seen_phone.transfers[2]->too_big.size(), 1U);
    EXPECT_EQ(seen_phone.transfers[2]->too_big.front().mtu, 1400U);
    EXPECT_EQ(seen_phone.transfers[2]->icmp_reporter, "");
}

}  // namespace
}  // namespace capf::phones
