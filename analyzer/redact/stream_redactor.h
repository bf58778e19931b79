// SPDX-License-Identifier: GPL-2.0-or-later
// What may stay of the payload of TCP connections. What is not known to hold no name is overwritten, or cut off.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analyzer/redact/pseudonyms.h"

namespace capf::redact {

using Payload = std::span<std::uint8_t>;

// One direction of a connection that speaks TLS: keeps the headers of records and of the handshake's messages, so that
// sizes and order still show, and of their content the hello messages and plain alerts. A server name is replaced, all
// else, encrypted or not, is zeroed.
class TlsRedactor {
public:
    explicit TlsRedactor(const Pseudonyms &pseudonyms) : pseudonyms_(&pseudonyms) {}

    [[nodiscard]] static bool begins_record(Payload payload);
    // `sequence` is the TCP sequence number of the first byte. Segments that come again are treated as the first time.
    void redact(std::uint32_t sequence, Payload payload);

private:
    void walk(std::uint32_t sequence, Payload payload);
    std::size_t record(std::uint32_t sequence, Payload payload);
    void handshake(std::uint32_t sequence, Payload content, std::size_t record_length);
    void keep(std::uint32_t sequence, std::size_t length);
    void replace_server_name(Payload hello) const;

    const Pseudonyms *pseudonyms_;
    std::map<std::uint32_t, std::uint32_t> kept_;  // sequence number and length
    bool started_ = false, encrypted_ = false;
    std::uint32_t next_record_ = 0;     // where the next record begins
    std::uint32_t handshake_left_ = 0;  // bytes of a handshake message that its record did not end
};

// One direction of a connection that speaks HTTP or SIP.
class TextMessageRedactor {
public:
    explicit TextMessageRedactor(const Pseudonyms &pseudonyms) : pseudonyms_(&pseudonyms) {}

    // A request or an answer begins here.
    [[nodiscard]] static bool begins_message(Payload payload);
    // How many bytes of the payload may stay; what follows is to be cut off. Values of headers but for lengths and
    // types are overwritten, names of files keep what tells their kind.
    [[nodiscard]] std::size_t redact(Payload payload) const;

private:
    void first_line(Payload line) const;

    const Pseudonyms *pseudonyms_;
};

// A file's name as a phone asks for it, in the same length: the device in it is replaced; a name of no known kind is,
// but for its ending; folders and a query are overwritten.
[[nodiscard]] std::string redact_file_name(const Pseudonyms &pseudonyms, const std::string &name);

// A whole message of CAPF without TLS: elements keep their headers, numbers their values, the device's name gets its
// pseudonym, all else is zeroed. False when it is not whole: nothing of it may stay.
[[nodiscard]] bool redact_capf_message(const Pseudonyms &pseudonyms, Payload message);

}  // namespace capf::redact
