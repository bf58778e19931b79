// SPDX-License-Identifier: GPL-2.0-or-later
// The values that a statement is made of. Their types tell what they are, so that redaction and wording need not guess.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "analyzer/dissection/observation.h"

namespace capf::findings {

using dissection::Endpoint;

struct DeviceName {
    std::string text;
};
// A numeric IP address.
struct IpAddress {
    std::string text;
};
// A host as a configuration or a certificate writes it: a name, or an address.
struct HostName {
    std::string text;
    std::uint16_t port = 0;  // 0: none
};
// Of a file on a TFTP server.
struct FileName {
    std::string text;
};
// Of a file that the user gave.
struct FilePath {
    std::string text;
};
struct DistinguishedName {
    std::string text;
};
// A digest or serial number, hexadecimal.
struct Hex {
    std::string text;
};
// A word of a fixed vocabulary of ours or of a protocol: an alert, a key size, a reason. Never holds a name.
struct Term {
    std::string text;
};
// Text as it came over the wire, which may say anything.
struct Quote {
    std::string text;
};
struct Number {
    std::int64_t value = 0;
};
// Seconds since 1970.
struct Date {
    std::int64_t seconds = 0;
};
// How a request for a file was answered, or what ended its transfer.
struct FileAnswer {
    int http_status = 0;        // 0: not over HTTP, or no answer
    int tftp_error = -1;        // -1: none
    bool from_phone = false;    // the TFTP error is the phone's own
    std::string message;        // TFTP's, as it came over the wire
    std::string icmp_reporter;  // address of who reported the server as unreachable
};

using Value = std::variant<DeviceName, IpAddress, HostName, Endpoint, FileName, FilePath, DistinguishedName, Hex, Term,
                           Quote, Number, Date, FileAnswer>;

// What a value is in a statement.
enum class Param {
    address,
    alert,
    answer,
    bits,
    bytes,
    certificate,
    configured,
    count,
    date,
    days,
    destination,
    device,
    expected,
    expected_bits,
    expected_from,
    file,
    hash,
    header_file,
    issuer,
    key,
    last,
    line,
    minutes,
    offered,
    operation,
    path,
    port,
    protocol,
    reason,
    reporter,
    seconds,
    server,
    service,
    signer,
    status,
    transport,
    version,
    warning,
};
// Lower case, as in patterns and JSON: "expected-bits".
[[nodiscard]] const char *name_of(Param param);

using Parameters = std::vector<std::pair<Param, Value>>;

// The first of that name, or null.
[[nodiscard]] const Value *find(const Parameters &values, Param param);

}  // namespace capf::findings
