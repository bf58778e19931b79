// SPDX-License-Identifier: GPL-2.0-or-later
// What dissection saw, as plain values: one per packet, record, message or file, each with frame number and time.
// Nothing here knows of epan; everything that judges works on these.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "plugin/wire/pdu.h"
#include "plugin/wire/signalling.h"

namespace capf::dissection {

// A frame and when it was captured.
struct FrameTime {
    std::uint32_t frame = 0;  // as Wireshark counts
    std::int64_t time = 0;    // nanoseconds since 1970
};

struct Endpoint {
    std::string address;  // numeric
    std::uint16_t port = 0;
    friend bool operator==(const Endpoint &, const Endpoint &) = default;
    friend auto operator<=>(const Endpoint &, const Endpoint &) = default;
};

// "address:port", with an IPv6 address in brackets.
[[nodiscard]] std::string to_string(const Endpoint &endpoint);

// What every observation has.
struct Seen {
    FrameTime at;
    Endpoint source, destination;
    std::uint32_t stream = 0;  // tcp.stream; 0 for UDP
    bool cut = false;          // the frame is shorter in the capture than it was on the wire
    // A checksum of IP, TCP or UDP is wrong, and is not one that segmentation or checksum offload leaves unfinished.
    bool damaged = false;
    std::uint64_t hardware_source = 0;  // Ethernet address of who sent the frame; 0 when it is not known
};

// Tells payloads apart without keeping them: 64-bit hashes, 0 where the capture cut those bytes away.
struct PayloadPrint {
    std::uint32_t length = 0;  // bytes on the wire
    std::uint64_t head = 0;    // of the first kPayloadHead bytes
    std::uint64_t whole = 0;
};
inline constexpr std::size_t kPayloadHead = 32;  // CUCM cuts frames at 128 bytes: this much is nearly always there
inline constexpr std::size_t kFirstBytes = 64;   // of what is neither TLS nor CAPF

inline constexpr std::uint8_t kTcpFin = 0x01;
inline constexpr std::uint8_t kTcpSyn = 0x02;
inline constexpr std::uint8_t kTcpRst = 0x04;
inline constexpr std::uint8_t kTcpAck = 0x10;

struct TcpSegment : Seen {
    std::uint8_t flags = 0;
    std::uint32_t sequence = 0;         // as on the wire
    std::uint32_t acknowledgement = 0;  // as on the wire; only with kTcpAck
    std::uint32_t length = 0;           // bytes of payload
    std::uint16_t ip_id = 0;            // identification of IPv4; 0 where there is none
    std::uint8_t hop_limit = 0;         // IPv4's time to live, IPv6's hop limit; 0 where it is not known
    PayloadPrint payload;
    std::vector<std::uint8_t> bytes;  // of the payload, as far as captured; none where the frame holds records of TLS
};

// A packet over UDP, whatever is in it.
struct Datagram : Seen {
    std::uint16_t ip_id = 0;  // as TcpSegment's
};

// A dissected packet that holds nothing of a phone's sequence. What a tunnel carries shows only in dissection.
struct OtherPacket : Seen {};

struct TlsHandshake {
    std::uint8_t type = 0;
    std::uint16_t version = 0;            // of a hello: the legacy field, or the highest of supported_versions
    std::optional<std::uint16_t> cipher;  // of a server hello
    std::string cipher_name;
    std::vector<std::vector<std::uint8_t>> certificates;  // DER, of a certificate message
};

struct TlsRecord : Seen {
    std::uint8_t content_type = 0;  // as on the wire: 23 for everything that TLS 1.3 encrypts
    std::uint16_t version = 0;      // of the record
    std::uint16_t length = 0;       // bytes on the wire without the 5-byte record header
    std::vector<TlsHandshake> handshakes;
    std::optional<std::uint8_t> alert_level, alert_description;  // readable alerts only
};

// What a Content-Range header says: bytes [first, last] of a file. [RFC 9110]
struct ContentRange {
    std::uint64_t first = 0, last = 0;
    std::optional<std::uint64_t> total;  // bytes of the whole file; not there for "*"
};

struct HttpMessage : Seen {
    bool is_request = false;
    bool inside_tls = false;
    std::string method, target, host;             // of a request
    int status = 0;                               // of a response
    std::optional<std::uint64_t> content_length;  // the header's
    std::optional<ContentRange> range;            // of a response, 206 above all
    bool encoded = false;                         // Content-Encoding: the header's length is not the body's
    bool has_body = false;
    std::vector<std::uint8_t> body;  // de-chunked and decompressed
};

inline constexpr std::uint16_t kTftpReadRequest = 1;
inline constexpr std::uint16_t kTftpData = 3;
inline constexpr std::uint16_t kTftpAck = 4;
inline constexpr std::uint16_t kTftpError = 5;
inline constexpr std::uint16_t kTftpOptionAck = 6;

struct TftpPacket : Seen {
    std::uint16_t opcode = 0;
    std::string file_name;    // of a request
    std::uint32_t block = 0;  // of data and ACK
    std::uint32_t data_length = 0;
    std::uint32_t block_size = 0;  // the option, where the packet carries it
    int error_code = 0;
    std::string error_message;
    PayloadPrint payload;
    // Of a block that Wireshark puts into no file: it came from another address than the one that was asked, or
    // TftpBodies read it.
    std::vector<std::uint8_t> data;
};

// A file that came whole over TFTP.
struct TftpFile : Seen {
    std::string name;
    std::vector<std::uint8_t> bytes;
};

struct CapfSeen : Seen {
    bool from_server = false;
    bool inside_tls = false;
    std::shared_ptr<const wire::CapfPdu> pdu;  // as dissection parsed it; never null
};

struct TvsSeen : Seen {
    bool from_server = false;
    std::shared_ptr<const wire::TvsPdu> pdu;  // never null
};

// An ICMP error: source and destination are of the packet that could not be delivered.
struct Unreachable : Seen {
    std::string reporter;
    std::uint8_t type = 0, code = 0;  // of ICMP, or of ICMPv6 when `ipv6`
    bool ipv6 = false;
    bool tcp = false;
    // "Fragmentation needed" (ICMP type 3, code 4) or "packet too big" (ICMPv6 type 2): it was delivered nowhere for
    // its size alone.
    bool too_big = false;
    std::uint32_t mtu = 0;  // of the next hop, bytes, where it is told; only with too_big
};

// The server's answer to a phone that wants to register. Source is the phone, `at` the answer's frame.
struct Registration : Seen {
    // registered: SIP 2xx, SCCP RegisterAck. refused: SIP 3xx to 6xx without 401 and 407, SCCP RegisterReject,
    // RegisterTokenReject. challenged: SIP 401 or 407, which ask for a digest: no refusal while the phone answers it.
    // trying: SIP 1xx, after which the final answer is to come.
    using Outcome = wire::RegistrationOutcome;
    std::string protocol;   // "SIP" or "SCCP"
    std::string transport;  // "UDP", "TCP" or "TLS"
    Outcome outcome = Outcome::registered;
    int status = 0;       // SIP's status code; 0 for SCCP
    std::string text;     // SIP: the reason phrase. SCCP: the text of RegisterReject
    std::string warning;  // SIP: the Warning header's value, `399 NODE "..."`; empty without one
    std::string call;     // SIP: Call-ID and CSeq, which an answer that is sent again has in common; empty: not known
    std::string device;   // the phone's name, as its request says it or implies; empty: not known
    bool token = false;   // SCCP: the answer is to RegisterTokenReq, which comes before the registration
};

// A phone asks to be registered. Not one that takes its registration back.
struct RegistrationRequest : Seen {
    std::string protocol, transport;  // as Registration's
    std::string call;                 // SIP: as in its answers, and in a request that is sent again; empty for SCCP
    std::string device;               // the phone's name, as far as it says it
};

// An alarm that a phone sends in the clear: a SIP REFER's body, or SCCP's XMLAlarm. Source is the phone.
struct Alarm : Seen {
    std::string name;                               // "DeviceTLInfo", "LastOutOfServiceInformation"
    std::map<std::string, std::string> parameters;  // by name, as they are in the XML
};

// A DNS query, or an answer to one. Source is who asked, in both.
struct NameLookup : Seen {
    static constexpr int kQuery = -1;
    std::string name;                    // as asked, in lower case, without a dot at the end
    int rcode = kQuery;                  // of an answer: 0 no error, 2 server failure, 3 no such name
    std::vector<std::string> addresses;  // of an answer: A and AAAA records
};

// A DHCP server gave an address (DHCPACK). Source and destination are of the packet, which a relay may have sent.
struct AddressLease : Seen {
    std::uint64_t hardware = 0;  // the client's Ethernet address
    std::string address;
    std::string host_name;  // option 12, where the answer carries it
};

using Observation =
    std::variant<TcpSegment, Datagram, OtherPacket, TlsRecord, HttpMessage, TftpPacket, TftpFile, CapfSeen, TvsSeen,
                 Unreachable, Registration, RegistrationRequest, Alarm, NameLookup, AddressLease>;

}  // namespace capf::dissection
