// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/bench/voice_network.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace capf::bench {
namespace {

constexpr std::uint32_t kPhones = 3000, kPcs = 1500, kWebServers = 400, kCalls = 70;
constexpr std::uint32_t kEthernetHeader = 14, kIpHeader = 20, kUdpHeader = 8, kTcpHeader = 20, kShortestFrame = 60;
constexpr std::uint32_t kMostPayload = 1460;
constexpr std::uint16_t kSip = 5060, kSccp = 2000, kHttps = 443;
constexpr std::uint8_t kSyn = 2, kPush = 8, kAck = 16;

void put16(std::uint8_t *to, std::uint32_t value) {
    to[0] = static_cast<std::uint8_t>(value >> 8);
    to[1] = static_cast<std::uint8_t>(value);
}

void put32(std::uint8_t *to, std::uint32_t value) {
    put16(to, value >> 16);
    put16(to + 2, value);
}

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}
std::uint32_t phone(std::uint32_t i) {
    return ip(10, 20, i / 250, i % 250 + 2);
}
std::uint32_t pc(std::uint32_t i) {
    return ip(10, 30, i / 250, i % 250 + 2);
}
std::uint32_t call_manager(std::uint32_t i) {
    return ip(10, 10, 1, 11 + i % 3);
}
std::uint32_t web_server(std::uint32_t i) {
    return ip(93, i * 7 % 200, i * 13 % 250, i % 250 + 1);
}

std::string text_of(std::uint32_t address) {
    return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

std::string session_description(std::uint32_t address, std::uint16_t port) {
    return fmt::format(
        "v=0\r\no=Cisco-SIPUA 24512 0 IN IP4 {0}\r\ns=SIP Call\r\nt=0 0\r\nm=audio {1} RTP/AVP 0 8 18 101\r\n"
        "c=IN IP4 {0}\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:18 G729/8000\r\n"
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n",
        text_of(address), port);
}

std::string sip_message(const std::string &first_line, std::uint32_t from, std::uint32_t to, std::uint32_t id,
                        const std::string &sequence, const std::string &body = {}) {
    return fmt::format(
        "{0}\r\nVia: SIP/2.0/UDP {1}:5060;branch=z9hG4bK{2:08x}\r\nFrom: <sip:{3}@{4}>;tag=001b{2:08x}\r\n"
        "To: <sip:{5}@{4}>\r\nCall-ID: {2:08x}-000a-{2:08x}@{1}\r\nMax-Forwards: 70\r\nCSeq: {6}\r\n"
        "User-Agent: Cisco-CP8845/14.1.1\r\nContact: <sip:{3}@{1}:5060;transport=udp>\r\n"
        "Allow: ACK,BYE,CANCEL,INVITE,NOTIFY,OPTIONS,REFER,REGISTER,UPDATE,SUBSCRIBE,INFO\r\n"
        "{7}Content-Length: {8}\r\n\r\n{9}",
        first_line, text_of(from), id, from & 0xFFFFU, text_of(to), to & 0xFFFFU, sequence,
        body.empty() ? "" : "Content-Type: application/sdp\r\n", body.size(), body);
}

const std::uint8_t *bytes_of(const std::string &text) {
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

}  // namespace

VoiceNetwork::VoiceNetwork(CaptureWriter &out) : out_(out), streams_(2 * kCalls), sccp_(1200), sip_(600), tls_(200) {
    for (std::size_t i = 0; i < streams_.size(); i += 2) new_call(streams_[i], streams_[i + 1]);
    const auto open = [&](std::vector<Connection> &list, std::uint32_t first_phone, std::uint16_t port) {
        for (std::uint32_t i = 0; i < list.size(); ++i) {
            const auto ephemeral = static_cast<std::uint16_t>(32768 + random(28000));
            list[i] = {{phone(first_phone + i), ephemeral}, {call_manager(i), port}, random(), random(), ~0U};
        }
    };
    open(sccp_, 0, kSccp);
    open(sip_, static_cast<std::uint32_t>(sccp_.size()), kSip);
    for (Connection &connection : tls_) new_tls(connection);
}

std::uint32_t VoiceNetwork::random() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::uint32_t>(state_ * 0x2545F4914F6CDD1DULL >> 32);
}

void VoiceNetwork::fill_random(std::uint8_t *to, std::uint32_t length) {
    for (std::uint32_t at = 0; at < length; at += 4) {
        const std::uint32_t word = random();
        std::memcpy(to + at, &word, std::min(4U, length - at));
    }
}

void VoiceNetwork::next(std::uint64_t time) {
    time_ = time;
    const std::uint32_t dice = random(100);
    if (dice < 70) return rtp();
    if (dice < 80) return sip();
    if (dice < 90) return sccp();
    dice < 95 ? tls() : other();
}

void VoiceNetwork::send(std::uint32_t length) {
    for (; length < kShortestFrame; ++length) frame_[length] = 0;
    out_.write(frame_.data(), length, time_);
}

// Returns where the transport header goes.
std::uint8_t *VoiceNetwork::ip_header(const Address &from, const Address &to, std::uint8_t protocol,
                                      std::uint32_t length) {
    std::uint8_t *frame = frame_.data();
    put16(frame, 0x001B);
    put32(frame + 2, to.ip);
    put16(frame + 6, 0x001B);
    put32(frame + 8, from.ip);
    put16(frame + 12, 0x0800);
    std::uint8_t *header = frame + kEthernetHeader;
    put16(header, 0x4500);
    put16(header + 2, kIpHeader + length);
    put16(header + 4, ip_id_++);
    put16(header + 6, 0x4000);
    header[8] = 64;
    header[9] = protocol;
    put16(header + 10, 0);
    put32(header + 12, from.ip);
    put32(header + 16, to.ip);
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < kIpHeader; i += 2) sum += static_cast<std::uint32_t>(header[i] << 8 | header[i + 1]);
    put16(header + 10, ~((sum & 0xFFFFU) + (sum >> 16)));
    put16(header + kIpHeader, from.port);
    put16(header + kIpHeader + 2, to.port);
    return header + kIpHeader;
}

void VoiceNetwork::udp(const Address &from, const Address &to, const std::uint8_t *payload, std::uint32_t length) {
    std::uint8_t *header = ip_header(from, to, 17, kUdpHeader + length);
    put16(header + 4, kUdpHeader + length);
    put16(header + 6, 0);  // no checksum
    std::memcpy(header + kUdpHeader, payload, length);
    send(kEthernetHeader + kIpHeader + kUdpHeader + length);
}

void VoiceNetwork::tcp(const Address &from, const Address &to, std::uint32_t sequence, std::uint32_t acknowledged,
                       std::uint8_t flags, const std::uint8_t *payload, std::uint32_t length) {
    std::uint8_t *header = ip_header(from, to, 6, kTcpHeader + length);
    put32(header + 4, sequence);
    put32(header + 8, acknowledged);
    header[12] = kTcpHeader / 4 << 4;
    header[13] = flags;
    put16(header + 14, 29200);
    put32(header + 16, 0);
    if (length > 0) std::memcpy(header + kTcpHeader, payload, length);
    send(kEthernetHeader + kIpHeader + kTcpHeader + length);
}

bool VoiceNetwork::handshake_or_ack(Connection &c) {
    using State = Connection::State;
    switch (c.state) {
        case State::fresh:
            tcp(c.client, c.server, c.client_sequence++, 0, kSyn, nullptr, 0);
            c.state = State::syn;
            return true;
        case State::syn:
            tcp(c.server, c.client, c.server_sequence++, c.client_sequence, kSyn | kAck, nullptr, 0);
            c.state = State::syn_ack;
            return true;
        case State::syn_ack:
        case State::client_owes_ack:
            tcp(c.client, c.server, c.client_sequence, c.server_sequence, kAck, nullptr, 0);
            c.state = State::open;
            return true;
        case State::server_owes_ack:
            tcp(c.server, c.client, c.server_sequence, c.client_sequence, kAck, nullptr, 0);
            c.state = State::open;
            return true;
        case State::open:
            break;
    }
    return false;
}

void VoiceNetwork::data(Connection &c, bool up, const std::uint8_t *payload, std::uint32_t length) {
    if (up) {
        tcp(c.client, c.server, c.client_sequence, c.server_sequence, kPush | kAck, payload, length);
        c.client_sequence += length;
    } else {
        tcp(c.server, c.client, c.server_sequence, c.client_sequence, kPush | kAck, payload, length);
        c.server_sequence += length;
    }
    c.state = up ? Connection::State::server_owes_ack : Connection::State::client_owes_ack;
}

void VoiceNetwork::new_call(Stream &one, Stream &other) {
    const std::uint32_t caller = random(kPhones), called = (caller + 1 + random(kPhones - 1)) % kPhones;
    const Address a{phone(caller), static_cast<std::uint16_t>(16384 + 2 * random(8000))};
    const Address b{phone(called), static_cast<std::uint16_t>(16384 + 2 * random(8000))};
    const std::uint32_t length = 1500 + random(7500), id = ++calls_;
    one = {a, b, static_cast<std::uint16_t>(random()), random(), random(), length};
    other = {b, a, static_cast<std::uint16_t>(random()), random(), random(), length};
    const Address from{a.ip, kSip}, manager{call_manager(caller), kSip};
    const auto say = [&](bool up, const std::string &line, const std::string &sequence, const std::string &body) {
        call_setup_.push_back(
            {up ? from : manager, up ? manager : from, sip_message(line, a.ip, manager.ip, id, sequence, body)});
    };
    const std::string target = fmt::format(" sip:{}@{} SIP/2.0", b.ip & 0xFFFFU, text_of(manager.ip));
    say(true, "INVITE" + target, "101 INVITE", session_description(a.ip, a.port));
    say(false, "SIP/2.0 100 Trying", "101 INVITE", "");
    say(false, "SIP/2.0 180 Ringing", "101 INVITE", "");
    say(false, "SIP/2.0 200 OK", "101 INVITE", session_description(b.ip, b.port));
    say(true, "ACK" + target, "101 ACK", "");
}

void VoiceNetwork::rtp() {
    Stream &stream = streams_[next_stream_];
    std::uint8_t packet[172];
    put16(packet, 0x8000);
    put16(packet + 2, stream.sequence++);
    put32(packet + 4, stream.timestamp);
    put32(packet + 8, stream.source);
    fill_random(packet + 12, 160);
    stream.timestamp += 160;
    udp(stream.from, stream.to, packet, sizeof packet);
    if (stream.left > 0) --stream.left;
    Stream &pair = streams_[next_stream_ ^ 1U];
    if (stream.left == 0 && pair.left == 0) new_call(streams_[next_stream_ & ~1U], streams_[next_stream_ | 1U]);
    next_stream_ = (next_stream_ + 1) % streams_.size();
}

void VoiceNetwork::sip() {
    if (next_message_ < call_setup_.size()) {
        const Message &message = call_setup_[next_message_++];
        udp(message.from, message.to, bytes_of(message.text), static_cast<std::uint32_t>(message.text.size()));
        if (next_message_ == call_setup_.size()) {
            call_setup_.clear();
            next_message_ = 0;
        }
        return;
    }
    const bool up = random(2) != 0, over_tcp = random(2) != 0;
    Connection &c = sip_[random(static_cast<std::uint32_t>(sip_.size()))];
    if (over_tcp && handshake_or_ack(c)) return;
    const std::string method = over_tcp ? "REGISTER" : "OPTIONS";
    const Address from = over_tcp ? c.client : Address{phone(random(kPhones)), kSip};
    const std::string line = up ? method + " sip:" + text_of(c.server.ip) + " SIP/2.0" : "SIP/2.0 200 OK";
    const std::string text = sip_message(line, from.ip, c.server.ip, random(), "102 " + method);
    const auto length = static_cast<std::uint32_t>(text.size());
    if (over_tcp) return data(c, up, bytes_of(text), length);
    up ? udp(from, c.server, bytes_of(text), length) : udp(c.server, from, bytes_of(text), length);
}

// Keep-alive, KeypadButton, OffHook and their like: length, version, message, zeros.
void VoiceNetwork::sccp() {
    Connection &c = sccp_[random(static_cast<std::uint32_t>(sccp_.size()))];
    if (handshake_or_ack(c)) return;
    static constexpr struct {
        std::uint8_t up, down_low, down_high, length;
    } kMessages[] = {{0x00, 0x00, 0x01, 4}, {0x03, 0x11, 0x01, 28}, {0x06, 0x99, 0x00, 36}, {0x22, 0x10, 0x01, 20}};
    const auto &kind = kMessages[random(4)];
    const bool up = random(2) != 0;
    std::uint8_t message[64] = {kind.length};
    message[8] = up ? kind.up : kind.down_low;
    message[9] = up ? std::uint8_t{0} : kind.down_high;
    data(c, up, message, 8U + kind.length);
}

void VoiceNetwork::new_tls(Connection &connection) {
    const auto ephemeral = static_cast<std::uint16_t>(32768 + random(28000));
    connection = {
        {pc(random(kPcs)), ephemeral}, {web_server(random(kWebServers)), kHttps}, random(), random(), 20 + random(400)};
}

void VoiceNetwork::tls() {
    Connection &c = tls_[random(static_cast<std::uint32_t>(tls_.size()))];
    if (handshake_or_ack(c)) return;
    const bool up = random(4) == 0;
    const std::uint32_t length = up ? 100 + random(500) : random(3) != 0 ? kMostPayload - 5 : 200 + random(1000);
    std::uint8_t record[kMostPayload] = {23, 3, 3};
    put16(record + 3, length);
    fill_random(record + 5, length);
    data(c, up, record, 5 + length);
    if (c.left-- == 0) new_tls(c);
}

void VoiceNetwork::other() {
    const std::uint32_t from = pc(random(kPcs));
    const auto ephemeral = static_cast<std::uint16_t>(32768 + random(28000));
    switch (random(4)) {
        case 0: {
            std::string query = std::string("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12);
            const std::string host = fmt::format("host{}", random(5000));
            for (const std::string &label : {host, std::string("example"), std::string("com")}) {
                query += static_cast<char>(label.size());
                query += label;
            }
            query += std::string("\0\0\1\0\1", 5);
            return udp({from, ephemeral}, {ip(10, 10, 1, 5), 53}, bytes_of(query),
                       static_cast<std::uint32_t>(query.size()));
        }
        case 1: {
            std::uint8_t request[48] = {0x23};
            return udp({from, 123}, {ip(10, 10, 1, 6), 123}, request, sizeof request);
        }
        case 2: {  // ARP request
            frame_.fill(0);
            std::fill_n(frame_.begin(), 6, std::uint8_t{0xFF});
            put32(&frame_[8], from);
            static constexpr std::uint8_t kArp[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, 1};
            std::copy(std::begin(kArp), std::end(kArp), frame_.begin() + 12);
            put32(&frame_[28], from);
            put32(&frame_[38], pc(random(kPcs)));
            return send(kShortestFrame);
        }
        default: {  // spanning tree
            frame_.fill(0);
            static constexpr std::uint8_t kBridge[] = {1, 0x80, 0xC2, 0, 0,    0,    0,    0x1B, 1,
                                                       2, 3,    4,    0, 0x26, 0x42, 0x42, 3};
            std::copy(std::begin(kBridge), std::end(kBridge), frame_.begin());
            return send(kShortestFrame);
        }
    }
}

}  // namespace capf::bench
