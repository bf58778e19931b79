// SPDX-License-Identifier: GPL-2.0-or-later
// One CAPF message: an 8-byte header and its elements.
// Source of the layout: two public implementations and Cisco's documents, as collected in the project's protocol
// notes. Cisco never published the protocol, so numbers without a name are kept as numbers.
#pragma once

#include <optional>
#include <variant>

#include "plugin/wire/bytes.h"

namespace capf::wire {

inline constexpr std::uint8_t kCapfProtocolId = 0x55;
inline constexpr std::size_t kCapfHeaderLength = 8;

enum class CapfCommand : std::uint8_t {
    auth_request = 1,
    auth_response = 2,
    key_generate_request = 3,
    key_generate_response = 4,
    encrypt_response = 5,
    encrypt_request = 6,
    decrypt_request = 7,
    decrypt_response = 8,
    store_certificate_request = 9,
    store_certificate_response = 10,
    fetch_certificate_request = 11,
    fetch_certificate_response = 12,
    delete_certificate_request = 13,
    delete_certificate_response = 14,
    end_session = 15,
    retry_later = 16,
    request_in_progress = 17,
    status_request = 18,
    status_response = 19,
    abort_request = 20,
    abort_response = 21,
    sign_certificate_request = 22,
    sign_certificate_response = 23,
};

// Values of REASON that are no failure.
inline constexpr std::uint32_t kCapfReasonNoAction = 0, kCapfReasonDone = 1;

enum class CapfTag : std::uint8_t {
    reason = 1,
    reason_info = 2,
    certificate_type = 3,
    certificate = 4,
    certificate_id = 5,
    signed_data = 6,
    version = 7,
    auth_type = 8,
    public_key = 9,
    key_size = 10,
    password = 11,
    retry_delay = 12,
    device_name = 13,
    sudi_data = 16,
    key_type = 17,
    curve = 18,
    digest_type = 19,
    sha2_signed_data = 20,
};

// Who sends a command in an orderly dialogue.
enum class CapfSide { phone, server, unknown };

// CERTIFICATE: u8, u16 length, u16 certificate type, DER.
struct CapfCertificate {
    std::uint8_t format = 0;             // the leading byte; seen: 1
    std::uint16_t declared_length = 0;   // 2 + length of the DER
    std::uint16_t certificate_type = 0;  // seen: 1
    Range format_at, length_at, type_at;
    Range der;
};

// SHA2_SIGNED_DATA: u8 digest, u16 length, signature. SIGNED_DATA: the signature alone (`digest` stays empty).
struct CapfSignature {
    std::optional<std::uint8_t> digest;
    Range digest_at, length_at;
    Range signature;
};

// One of the sub-elements of SUDI_DATA.
struct CapfSudiPart {
    std::uint8_t type = 0;  // 0 certificate DER; otherwise the digest of the signature that follows (as DIGEST_TYPE)
    Range type_at, length_at, value;
};
struct CapfSudi {
    std::vector<CapfSudiPart> parts;
};

// A value that is a number, u8 to u32.
struct CapfNumber {
    std::uint32_t value = 0;
};
// A text, without the NUL that ends it on the wire.
struct CapfText {
    std::string value;
    bool nul_terminated = false;
};

struct CapfElement {
    std::uint8_t tag = 0;
    std::uint16_t declared_length = 0;
    Range header;  // tag and length: 3 bytes
    Range value;   // clipped to the message
    // monostate: an element that is unknown, has no typed form (PUBLIC_KEY, CERTIFICATE_ID), or did not parse
    std::variant<std::monostate, CapfNumber, CapfText, CapfCertificate, CapfSignature, CapfSudi> content;

    [[nodiscard]] bool is(CapfTag wanted) const { return tag == static_cast<std::uint8_t>(wanted); }
};

struct CapfMessage {
    std::uint8_t protocol_id = 0;
    std::uint8_t command = 0;
    std::uint32_t session_id = 0;
    std::uint16_t body_length = 0;  // as the header declares it
    std::vector<CapfElement> elements;
    Problems problems;

    [[nodiscard]] bool is(CapfCommand wanted) const { return command == static_cast<std::uint8_t>(wanted); }
    // The first element with this tag, or null.
    [[nodiscard]] const CapfElement *find(CapfTag tag) const;
    [[nodiscard]] std::optional<std::uint32_t> number(CapfTag tag) const;
    [[nodiscard]] std::optional<std::string> text(CapfTag tag) const;
};

// Total length in bytes of the message whose first bytes are `bytes` (header and declared body: 8 to 65,543), or
// nothing when fewer than 8 bytes are there.
[[nodiscard]] std::optional<std::size_t> capf_message_length(Bytes bytes);

// True when the first 8 bytes can begin a CAPF message: protocol id 0x55 and a command of the table.
[[nodiscard]] bool looks_like_capf(Bytes bytes);

// Parses one message. `bytes` may be shorter than the message declares (cut) or longer (what follows is not looked
// at). Never fails: what could not be read is told in `problems`. Offsets count from the first byte of `bytes`.
// Nothing when not even the header is there.
[[nodiscard]] std::optional<CapfMessage> parse_capf_message(Bytes bytes);

// Who sends this command.
[[nodiscard]] CapfSide capf_command_side(std::uint8_t command);

// Tables of names, in the field's own spelling; for value_string tables and reports.
[[nodiscard]] std::span<const NamedValue> capf_command_names();
[[nodiscard]] std::span<const NamedValue> capf_element_names();
[[nodiscard]] std::span<const NamedValue> capf_reason_names();
[[nodiscard]] std::span<const NamedValue> capf_auth_type_names();
[[nodiscard]] std::span<const NamedValue> capf_certificate_type_names();
[[nodiscard]] std::span<const NamedValue> capf_key_type_names();
[[nodiscard]] std::span<const NamedValue> capf_curve_names();
[[nodiscard]] std::span<const NamedValue> digest_names();  // 1 SHA-1, 2 SHA-256, 3 SHA-512: CAPF's and the files'

}  // namespace capf::wire
