// SPDX-License-Identifier: GPL-2.0-or-later
// One message of the Trust Verification Service (TCP 2445 inside TLS): a 10-byte header and its elements.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

inline constexpr std::uint8_t kTvsProtocolId = 0x57;
inline constexpr std::size_t kTvsHeaderLength = 10;

// 1 and 2 as recorded from the public implementation; 3 and 4 query.
enum class TvsCommand : std::uint8_t {
    verify_request = 1,
    verify_response = 2,
    query_request = 3,
    query_response = 4,
};

// 3 was seen in Cisco's hex dumps (technotes 213407 and 118699); 4 and 5 are deduced from their lengths there.
enum class TvsTag : std::uint8_t {
    device_name = 1,
    certificate = 2,
    subject_name = 3,
    issuer_name = 4,
    serial_number = 5,
    status = 7,
    roles = 8,
    time_to_live = 9
};

struct TvsElement {
    std::uint8_t tag = 0;
    std::uint16_t declared_length = 0;
    Range header;  // tag and length: 3 bytes
    Range value;   // clipped to the message

    [[nodiscard]] bool is(TvsTag wanted) const { return tag == static_cast<std::uint8_t>(wanted); }
};

struct TvsMessage {
    std::uint8_t protocol_id = 0;
    std::uint8_t version = 0;
    std::uint8_t command = 0;
    std::uint8_t reserved = 0;
    std::uint32_t session_id = 0;
    std::uint16_t body_length = 0;
    std::vector<TvsElement> elements;
    std::optional<std::string> device_name;                // as sent: CP-<model>-SEP<mac>, without its leading byte
    std::optional<std::string> subject_name, issuer_name;  // of the certificate that is asked for
    std::optional<std::uint32_t> status;                   // 0 valid, 1 invalid
    std::optional<std::uint32_t> time_to_live;             // seconds
    Problems problems;

    [[nodiscard]] bool is(TvsCommand wanted) const { return command == static_cast<std::uint8_t>(wanted); }
    [[nodiscard]] const TvsElement *find(TvsTag tag) const;
};

// As for CAPF: total length, quick look, parse. 10 to 65,545 bytes.
[[nodiscard]] std::optional<std::size_t> tvs_message_length(Bytes bytes);
[[nodiscard]] bool looks_like_tvs(Bytes bytes);
[[nodiscard]] std::optional<TvsMessage> parse_tvs_message(Bytes bytes);

[[nodiscard]] std::span<const NamedValue> tvs_command_names();
[[nodiscard]] std::span<const NamedValue> tvs_element_names();
[[nodiscard]] std::span<const NamedValue> tvs_status_names();

}  // namespace capf::wire
