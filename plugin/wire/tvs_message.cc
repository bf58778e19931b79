// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/tvs_message.h"

#include <algorithm>
#include <bitset>

#include "plugin/wire/elements.h"

namespace capf::wire {

namespace {

// Numbers 1 and 2 are what recorded sessions carry; the public implementation names 3 and 4 beside them.
constexpr NamedValue kCommands[] = {
    {1, "VERIFY_REQUEST"},
    {2, "VERIFY_RESPONSE"},
    {3, "QUERY_REQUEST"},
    {4, "QUERY_RESPONSE"},
};

constexpr NamedValue kElements[] = {
    {1, "DEVICE_NAME"},   {2, "CERTIFICATE"}, {3, "SUBJECT_NAME"}, {4, "ISSUER_NAME"},
    {5, "SERIAL_NUMBER"}, {7, "STATUS"},      {8, "ROLES"},        {9, "TIME_TO_LIVE"},
};

constexpr NamedValue kStatuses[] = {{0, "valid"}, {1, "invalid"}};

class MessageParser {
public:
    explicit MessageParser(Bytes bytes) : bytes_(bytes) {}
    std::optional<TvsMessage> parse();

private:
    bool read_header();
    void read_elements();
    void check(const TvsElement &element);
    void read_content(const TvsElement &element);
    void read_device_name(const TvsElement &element);
    std::optional<std::uint32_t> number(const TvsElement &element);

    [[nodiscard]] std::size_t body_end() const { return kTvsHeaderLength + message_.body_length; }
    [[nodiscard]] bool cut() const { return bytes_.size() < body_end(); }
    [[nodiscard]] static std::string name(const TvsElement &e) { return label(kElements, e.tag); }
    void report(Severity severity, Range where, std::string text) {
        message_.problems.push_back({severity, where, std::move(text)});
    }

    Bytes bytes_;
    TvsMessage message_;
    std::bitset<256> seen_;
};

std::optional<TvsMessage> MessageParser::parse() {
    if (!read_header()) return std::nullopt;
    read_elements();
    return std::move(message_);
}

bool MessageParser::read_header() {
    if (bytes_.size() < kTvsHeaderLength) return false;
    ByteReader reader(bytes_);
    message_.protocol_id = *reader.u8();
    message_.version = *reader.u8();
    message_.command = *reader.u8();
    message_.reserved = *reader.u8();
    message_.session_id = *reader.u32();
    message_.body_length = *reader.u16();
    if (message_.protocol_id != kTvsProtocolId) {
        report(Severity::malformed, {0, 1}, "protocol id is " + std::to_string(message_.protocol_id) + ", not 87");
    }
    if (name_of(kCommands, message_.command).empty()) {
        report(Severity::note, {2, 1}, "unknown command " + std::to_string(message_.command));
    }
    if (cut()) {
        report(Severity::malformed, {8, 2},
               "message is cut: " + std::to_string(reader.remaining()) + " of " + count_bytes(message_.body_length) +
                   " of the body are there");
    }
    return true;
}

void MessageParser::read_elements() {
    ByteReader reader(slice(bytes_, {kTvsHeaderLength, message_.body_length}), kTvsHeaderLength);
    while (const auto raw = read_element(reader)) {
        const TvsElement element{raw->tag, raw->declared_length, raw->header, raw->value};
        check(element);
        if (!raw->clipped() && !seen_.test(element.tag)) read_content(element);  // the first one counts
        seen_.set(element.tag);
        message_.elements.push_back(element);
    }
    // In a cut message the rest is the beginning of an element whose end is missing, which has been told already.
    if (!reader.at_end() && !cut()) {
        const Range rest{reader.offset(), reader.remaining()};
        report(Severity::malformed, rest, count_bytes(rest.length) + " at the end of the body, too few for an element");
    }
}

void MessageParser::check(const TvsElement &element) {
    if (element.value.offset + element.declared_length > body_end()) {
        report(Severity::malformed, element.header,
               name(element) + " overruns the body: its length is " + std::to_string(element.declared_length) +
                   ", with " + count_bytes(body_end() - element.value.offset) + " left");
    }
    if (name_of(kElements, element.tag).empty()) {
        report(Severity::note, element.header, "unknown element " + std::to_string(element.tag));
    } else if (seen_.test(element.tag)) {
        report(Severity::note, element.header, name(element) + " is there more than once");
    }
}

void MessageParser::read_content(const TvsElement &element) {
    switch (static_cast<TvsTag>(element.tag)) {
        case TvsTag::device_name:
            return read_device_name(element);
        case TvsTag::subject_name:
            message_.subject_name = read_text(slice(bytes_, element.value));
            return;
        case TvsTag::issuer_name:
            message_.issuer_name = read_text(slice(bytes_, element.value));
            return;
        case TvsTag::status:
            message_.status = number(element);
            return;
        case TvsTag::time_to_live:
            message_.time_to_live = number(element);
            return;
        case TvsTag::certificate:
        case TvsTag::serial_number:
        case TvsTag::roles:
            return;
    }
}

void MessageParser::read_device_name(const TvsElement &element) {
    if (element.value.empty()) {
        report(Severity::malformed, element.header, "DEVICE_NAME has not even its leading byte");
        return;
    }
    message_.device_name = read_text(slice(bytes_, {element.value.offset + 1, element.value.length - 1}));
}

std::optional<std::uint32_t> MessageParser::number(const TvsElement &element) {
    const auto value = read_number(slice(bytes_, element.value));
    if (!value) {
        report(Severity::malformed, element.header,
               name(element) + " is a number of " + count_bytes(element.declared_length));
    }
    return value;
}

}  // namespace

const TvsElement *TvsMessage::find(TvsTag tag) const {
    const auto found = std::find_if(elements.begin(), elements.end(), [tag](const auto &e) { return e.is(tag); });
    return found == elements.end() ? nullptr : &*found;
}

std::optional<std::size_t> tvs_message_length(Bytes bytes) {
    if (bytes.size() < kTvsHeaderLength) return std::nullopt;
    return kTvsHeaderLength + *read_number(slice(bytes, {8, 2}));
}

bool looks_like_tvs(Bytes bytes) {
    return bytes.size() >= kTvsHeaderLength && bytes[0] == kTvsProtocolId && !name_of(kCommands, bytes[2]).empty();
}

std::optional<TvsMessage> parse_tvs_message(Bytes bytes) {
    return MessageParser(bytes).parse();
}

std::span<const NamedValue> tvs_command_names() {
    return kCommands;
}
std::span<const NamedValue> tvs_element_names() {
    return kElements;
}
std::span<const NamedValue> tvs_status_names() {
    return kStatuses;
}

}  // namespace capf::wire
