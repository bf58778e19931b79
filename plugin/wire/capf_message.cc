// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/capf_message.h"

#include <algorithm>
#include <bitset>

#include "plugin/wire/elements.h"

namespace capf::wire {

namespace {

enum class ContentKind { bytes, number, text, certificate, signature, sha2_signature, sudi };

ContentKind content_kind(std::uint8_t tag) {
    switch (static_cast<CapfTag>(tag)) {
        case CapfTag::reason:
        case CapfTag::certificate_type:
        case CapfTag::version:
        case CapfTag::auth_type:
        case CapfTag::key_size:
        case CapfTag::retry_delay:
        case CapfTag::key_type:
        case CapfTag::curve:
        case CapfTag::digest_type:
            return ContentKind::number;
        case CapfTag::reason_info:
        case CapfTag::password:
        case CapfTag::device_name:
            return ContentKind::text;
        case CapfTag::certificate:
            return ContentKind::certificate;
        case CapfTag::signed_data:
            return ContentKind::signature;
        case CapfTag::sha2_signed_data:
            return ContentKind::sha2_signature;
        case CapfTag::sudi_data:
            return ContentKind::sudi;
        case CapfTag::certificate_id:
        case CapfTag::public_key:
            break;
    }
    return ContentKind::bytes;
}

class MessageParser {
public:
    explicit MessageParser(Bytes bytes) : bytes_(bytes) {}
    std::optional<CapfMessage> parse();

private:
    bool read_header();
    void read_elements();
    void check(const CapfElement &element);
    void read_content(CapfElement &element);
    void read_number_content(CapfElement &element);
    void read_text_content(CapfElement &element);
    void read_certificate(CapfElement &element);
    void read_sha2_signature(CapfElement &element);
    void read_sudi(CapfElement &element);
    Range inner_range(const CapfElement &element, ByteReader &reader, std::size_t declared);

    [[nodiscard]] std::size_t body_end() const { return kCapfHeaderLength + message_.body_length; }
    [[nodiscard]] bool cut() const { return bytes_.size() < body_end(); }
    [[nodiscard]] static bool clipped(const CapfElement &e) { return e.value.length < e.declared_length; }
    [[nodiscard]] static std::string name(const CapfElement &e) { return label(capf_element_names(), e.tag); }
    void note(Range where, std::string text) { report(Severity::note, where, std::move(text)); }
    void malformed(Range where, std::string text) { report(Severity::malformed, where, std::move(text)); }
    void report(Severity severity, Range where, std::string text) {
        message_.problems.push_back({severity, where, std::move(text)});
    }

    Bytes bytes_;
    CapfMessage message_;
    std::bitset<256> seen_;
};

std::optional<CapfMessage> MessageParser::parse() {
    if (!read_header()) return std::nullopt;
    read_elements();
    return std::move(message_);
}

bool MessageParser::read_header() {
    if (bytes_.size() < kCapfHeaderLength) return false;
    ByteReader reader(bytes_);
    message_.protocol_id = *reader.u8();
    message_.command = *reader.u8();
    message_.session_id = *reader.u32();
    message_.body_length = *reader.u16();
    if (message_.protocol_id != kCapfProtocolId) {
        malformed({0, 1}, "protocol id is " + std::to_string(message_.protocol_id) + ", not 85");
    }
    if (name_of(capf_command_names(), message_.command).empty()) {
        note({1, 1}, "unknown command " + std::to_string(message_.command));
    }
    if (cut()) {
        malformed({6, 2}, "message is cut: " + std::to_string(reader.remaining()) + " of " +
                              count_bytes(message_.body_length) + " of the body are there");
    }
    return true;
}

void MessageParser::read_elements() {
    ByteReader reader(slice(bytes_, {kCapfHeaderLength, message_.body_length}), kCapfHeaderLength);
    while (const auto raw = read_element(reader)) {
        CapfElement element{raw->tag, raw->declared_length, raw->header, raw->value, {}};
        check(element);
        read_content(element);
        message_.elements.push_back(std::move(element));
    }
    // In a cut message the rest is the beginning of an element whose end is missing, which has been told already.
    if (!reader.at_end() && !cut()) {
        const Range rest{reader.offset(), reader.remaining()};
        malformed(rest, count_bytes(rest.length) + " at the end of the body, too few for an element");
    }
}

void MessageParser::check(const CapfElement &element) {
    if (element.value.offset + element.declared_length > body_end()) {
        malformed(element.header, name(element) + " overruns the body: its length is " +
                                      std::to_string(element.declared_length) + ", with " +
                                      count_bytes(body_end() - element.value.offset) + " left");
    }
    if (name_of(capf_element_names(), element.tag).empty()) {
        note(element.header, "unknown element " + std::to_string(element.tag));
    } else if (seen_.test(element.tag)) {
        note(element.header, name(element) + " is there more than once");
    }
    seen_.set(element.tag);
}

void MessageParser::read_content(CapfElement &element) {
    switch (content_kind(element.tag)) {
        case ContentKind::bytes:
            return;
        case ContentKind::number:
            return read_number_content(element);
        case ContentKind::text:
            return read_text_content(element);
        case ContentKind::certificate:
            return read_certificate(element);
        case ContentKind::signature:
            element.content = CapfSignature{{}, {}, {}, element.value};
            return;
        case ContentKind::sha2_signature:
            return read_sha2_signature(element);
        case ContentKind::sudi:
            return read_sudi(element);
    }
}

void MessageParser::read_number_content(CapfElement &element) {
    if (clipped(element)) return;  // told already; what is left would be another number
    if (const auto number = read_number(slice(bytes_, element.value))) {
        element.content = CapfNumber{*number};
    } else {
        malformed(element.header, name(element) + " is a number of " + count_bytes(element.declared_length));
    }
}

void MessageParser::read_text_content(CapfElement &element) {
    if (clipped(element)) return;  // half a device name would be taken for another device
    const Bytes value = slice(bytes_, element.value);
    CapfText text{read_text(value), false};
    text.nul_terminated = text.value.size() < value.size();
    if (const std::size_t used = text.value.size() + 1; used < value.size()) {
        const Range rest{element.value.offset + used, value.size() - used};
        note(rest, count_bytes(rest.length) + " after the end of " + name(element));
    }
    element.content = std::move(text);
}

// The range of the next `declared` bytes inside `element`, clipped, with a problem when they do not fit exactly.
Range MessageParser::inner_range(const CapfElement &element, ByteReader &reader, std::size_t declared) {
    const std::size_t left = reader.remaining();
    const Range range = reader.skip_at_most(declared);
    if (!clipped(element) && declared != left) {
        malformed(element.value, name(element) + " holds " + count_bytes(left) + " where its inner length says " +
                                     std::to_string(declared));
    }
    return range;
}

void MessageParser::read_certificate(CapfElement &element) {
    ByteReader reader(slice(bytes_, element.value), element.value.offset);
    constexpr std::size_t kInnerHeader = 5;
    if (reader.remaining() < kInnerHeader) {
        if (!clipped(element)) malformed(element.header, name(element) + " is too short to hold a certificate");
        return;
    }
    CapfCertificate certificate;
    certificate.format_at = {reader.offset(), 1};
    certificate.format = *reader.u8();
    certificate.length_at = {reader.offset(), 2};
    certificate.declared_length = *reader.u16();
    certificate.type_at = {reader.offset(), 2};
    certificate.certificate_type = *reader.u16();
    if (certificate.declared_length < 2) {
        // The length counts the type's two bytes: this one leaves nothing for the certificate.
        malformed(certificate.length_at, name(element) + "'s inner length is less than its type's two bytes");
        certificate.der = {reader.offset(), 0};
    } else {
        certificate.der = inner_range(element, reader, certificate.declared_length - 2U);
    }
    element.content = certificate;
}

void MessageParser::read_sha2_signature(CapfElement &element) {
    ByteReader reader(slice(bytes_, element.value), element.value.offset);
    if (reader.remaining() < kElementHeaderLength) {
        if (!clipped(element)) malformed(element.header, name(element) + " is too short to hold a signature");
        return;
    }
    CapfSignature signature;
    signature.digest_at = {reader.offset(), 1};
    signature.digest = *reader.u8();
    signature.length_at = {reader.offset(), 2};
    const std::uint16_t declared = *reader.u16();
    signature.signature = inner_range(element, reader, declared);
    element.content = signature;
}

void MessageParser::read_sudi(CapfElement &element) {
    ByteReader reader(slice(bytes_, element.value), element.value.offset);
    CapfSudi sudi;
    while (const auto part = read_element(reader)) {
        const Range header = part->header;
        sudi.parts.push_back({part->tag, {header.offset, 1}, {header.offset + 1, 2}, part->value});
        if (part->clipped() && !clipped(element)) {
            malformed(header, "a part of " + name(element) + " overruns it: its length is " +
                                  std::to_string(part->declared_length) + ", with " + count_bytes(part->value.length) +
                                  " left");
        }
    }
    if (!reader.at_end() && !clipped(element)) {
        const Range rest{reader.offset(), reader.remaining()};
        malformed(rest, count_bytes(rest.length) + " at the end of " + name(element) + ", too few for a part");
    }
    element.content = std::move(sudi);
}

}  // namespace

const CapfElement *CapfMessage::find(CapfTag tag) const {
    const auto found = std::find_if(elements.begin(), elements.end(), [tag](const auto &e) { return e.is(tag); });
    return found == elements.end() ? nullptr : &*found;
}

std::optional<std::uint32_t> CapfMessage::number(CapfTag tag) const {
    const CapfElement *element = find(tag);
    const auto *content = element ? std::get_if<CapfNumber>(&element->content) : nullptr;
    return content ? std::optional(content->value) : std::nullopt;
}

std::optional<std::string> CapfMessage::text(CapfTag tag) const {
    const CapfElement *element = find(tag);
    const auto *content = element ? std::get_if<CapfText>(&element->content) : nullptr;
    return content ? std::optional(content->value) : std::nullopt;
}

std::optional<std::size_t> capf_message_length(Bytes bytes) {
    if (bytes.size() < kCapfHeaderLength) return std::nullopt;
    return kCapfHeaderLength + *read_number(slice(bytes, {6, 2}));
}

bool looks_like_capf(Bytes bytes) {
    return bytes.size() >= kCapfHeaderLength && bytes[0] == kCapfProtocolId &&
           !name_of(capf_command_names(), bytes[1]).empty();
}

std::optional<CapfMessage> parse_capf_message(Bytes bytes) {
    return MessageParser(bytes).parse();
}

CapfSide capf_command_side(std::uint8_t command) {
    switch (static_cast<CapfCommand>(command)) {
        case CapfCommand::auth_request:
        case CapfCommand::key_generate_request:
        case CapfCommand::store_certificate_request:
        case CapfCommand::fetch_certificate_request:
        case CapfCommand::delete_certificate_request:
        case CapfCommand::end_session:
        case CapfCommand::retry_later:
            return CapfSide::server;
        case CapfCommand::auth_response:
        case CapfCommand::key_generate_response:
        case CapfCommand::store_certificate_response:
        case CapfCommand::fetch_certificate_response:
        case CapfCommand::delete_certificate_response:
        case CapfCommand::request_in_progress:
            return CapfSide::phone;
        default:
            return CapfSide::unknown;  // commands that nobody has seen on the wire
    }
}

}  // namespace capf::wire
