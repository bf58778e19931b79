// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of a phone's configuration XML that matter to the sequence. Whole documents and fragments (no XML
// declaration, no opening <device>, a stray </device>) are read alike.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

// A value and where its text stands; `where` is empty when the place is not known (an empty element, or a document
// in UTF-16).
struct ConfigValue {
    std::string value;
    Range where;
};

struct CapfServer {
    std::optional<ConfigValue> port;  // phonePort, as text
    std::optional<ConfigValue> node;  // processNodeName: address or host name
};

struct PhoneConfig {
    std::optional<ConfigValue> full_config;
    std::optional<ConfigValue> load_information;
    std::optional<ConfigValue> ip_address_mode;
    std::optional<ConfigValue> capf_auth_mode;
    std::optional<ConfigValue> cert_hash;  // value is trimmed and lower case; empty while CUCM knows none
    std::optional<ConfigValue> encr_config;
    std::optional<ConfigValue> device_protocol;       // SIP or SCCP
    std::optional<ConfigValue> device_security_mode;  // 1 non-secure, 2 authenticated, 3 encrypted
    std::vector<CapfServer> capf_servers;    // capfList/capf, in order; also capfList with the fields directly in it
    std::vector<std::string> call_managers;  // processNodeName of callManagerGroup members
    std::vector<ConfigValue> secrets;  // passwords and digest credentials with a value: for the notice secret-in-clear
    bool is_device = false;            // a <device> element (or its fragment) was recognised
    Problems problems;

    // Reads "true"/"false" whatever the case; nothing for anything else or when absent.
    [[nodiscard]] std::optional<bool> full() const;
    [[nodiscard]] std::optional<bool> encrypted() const;
    // 0, 1 or 2; nothing when absent or another number.
    [[nodiscard]] std::optional<int> auth_mode() const;
};

// True when the bytes look like XML or a fragment of a phone configuration (after blanks and a byte order mark).
[[nodiscard]] bool looks_like_xml(Bytes text);

// Parses the configuration. Offsets count from the first byte of `text`. Bounded in time and memory by the length of
// `text`: entities of a DTD are not expanded, depth is not limited by the stack.
[[nodiscard]] PhoneConfig parse_phone_config(Bytes text);

// A TCP port out of a phonePort text: 1 to 65535, or nothing.
[[nodiscard]] std::optional<std::uint16_t> parse_port(std::string_view text);

}  // namespace capf::wire
