// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/signalling.h"

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>

#include "plugin/wire/ascii.h"

namespace capf::wire {
namespace {

constexpr std::string_view kVersion = "SIP/2.0";
constexpr std::size_t kHexDigits = 12;  // of an Ethernet address

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

// The text before the first zero byte.
std::string_view c_string(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    return trimmed(text.substr(0, text.find('\0')));
}

std::size_t number(std::string_view text) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// False when the text does not begin like a message of SIP.
bool read_first_line(std::string_view line, SipMessage &message) {
    line = trimmed(line);
    if (line.starts_with(kVersion)) {
        line = trimmed(line.substr(kVersion.size()));
        message.status = static_cast<int>(number(line.substr(0, line.find(' '))));
        if (const std::size_t space = line.find(' '); space != std::string_view::npos) {
            message.reason = trimmed(line.substr(space));
        }
        return message.status >= 100 && message.status < 700;
    }
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(kVersion, space) == std::string_view::npos) return false;
    message.is_request = true;
    message.method = line.substr(0, space);
    return true;
}

void read_header(std::string_view line, SipMessage &message, std::size_t &body_length) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name = lower(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "call-id" || name == "i") message.call_id = value;
    if (name == "contact" || name == "m") message.contact = value;
    if (name == "expires") message.expires = value;
    if (name == "content-type" || name == "c") message.content_type = value;
    if (name == "content-length" || name == "l") body_length = number(value);
    if (name == "warning" && message.warning.empty()) message.warning = value;
    if (name != "cseq") return;
    message.cseq = value;
    const std::size_t space = value.find_last_of(" \t");
    if (!message.is_request && space != std::string_view::npos) message.method = value.substr(space + 1);
}

// The twelve digits behind the last group's beginning, as far as they are digits.
std::string hardware_digits(std::string_view text) {
    if (text.size() < kHexDigits) return {};
    const std::string digits = upper(text.substr(0, kHexDigits));
    const bool hex = std::all_of(digits.begin(), digits.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
    return hex ? digits : std::string();
}

std::string call_of(const SipMessage &message) {
    return std::string(message.call_id) + " " + std::string(message.cseq);
}

// A REGISTER that removes the phone's binding instead of making one.
bool removes_binding(const SipMessage &request) {
    const std::string contact = lower(request.contact);
    constexpr std::string_view kExpires = ";expires=";
    if (const std::size_t at = contact.find(kExpires); at != std::string::npos) {
        return number(std::string_view(contact).substr(at + kExpires.size())) == 0;
    }
    return !request.expires.empty() && number(request.expires) == 0;
}

// The name that a Register begins with.
std::string device_of_register(Bytes body) {
    constexpr std::size_t kNameLength = 16;
    return std::string(c_string(body.subspan(0, std::min(body.size(), kNameLength))));
}

SignallingEvent sccp_answer(RegistrationOutcome outcome, bool token, std::string_view text) {
    RegistrationAnswer answer;
    answer.outcome = outcome;
    answer.token = token;
    answer.text = text;
    return {true, std::move(answer)};
}

}  // namespace

std::optional<SipMessage> parse_sip(std::string_view text) {
    SipMessage message;
    std::size_t at = text.find('\n');
    if (!read_first_line(text.substr(0, at), message)) return std::nullopt;
    std::size_t body_length = 0;
    while (at != std::string_view::npos && ++at < text.size()) {
        const std::size_t end = text.find('\n', at);
        const std::string_view line = text.substr(at, end == std::string_view::npos ? end : end - at);
        if (end == std::string_view::npos) break;  // may be only a part of the line
        at = end;
        if (!trimmed(line).empty()) {
            read_header(line, message, body_length);
            continue;
        }
        message.body = text.substr(end + 1, body_length);
        message.size = end + 1 + message.body.size();
        message.whole = message.body.size() == body_length;
        return message;
    }
    message.size = text.size();
    return message;
}

std::string device_of_contact(std::string_view contact) {
    constexpr std::string_view kName = "+u.sip!devicename.ccm.cisco.com=", kInstance = "urn:uuid:";
    if (const std::size_t at = contact.find(kName); at != std::string_view::npos) {
        std::string_view value = contact.substr(at + kName.size());
        if (value.starts_with('"')) value.remove_prefix(1);
        return std::string(value.substr(0, value.find_first_of("\";, \r")));
    }
    const std::size_t at = contact.find(kInstance);
    if (at == std::string_view::npos) return {};
    std::string_view value = contact.substr(at + kInstance.size());
    value = value.substr(0, value.find_first_of(">\""));
    const std::size_t dash = value.rfind('-');
    const std::string digits = dash == std::string_view::npos ? "" : hardware_digits(value.substr(dash + 1));
    // An instance that is made by chance has no zeros before the address.
    if (digits.empty() || !value.starts_with("00000000-")) return {};
    return "SEP" + digits;
}

std::optional<SccpMessage> parse_sccp(Bytes bytes) {
    constexpr std::size_t kHeader = 12, kLengthsOwn = 8, kLongest = 4096;
    if (bytes.size() < kHeader) return std::nullopt;
    const auto little32 = [&](std::size_t at) {
        return static_cast<std::uint32_t>(bytes[at]) | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
               static_cast<std::uint32_t>(bytes[at + 2]) << 16 | static_cast<std::uint32_t>(bytes[at + 3]) << 24;
    };
    // length (without the header), version, message
    const std::uint32_t length = little32(0);
    if (length < 4 || length > kLongest) return std::nullopt;
    SccpMessage message;
    message.id = static_cast<SccpId>(little32(kLengthsOwn));
    message.size = kLengthsOwn + length;
    message.whole = bytes.size() >= message.size;
    message.body = bytes.subspan(kHeader, std::min<std::size_t>(length - 4, bytes.size() - kHeader));
    return message;
}

std::optional<PhoneAlarm> parse_phone_alarm(Bytes xml) {
    const std::string_view text = c_string(xml);
    pugi::xml_document document;
    // What is cut off in the middle still has the parameters before that.
    document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    const pugi::xml_node node = document.child("x-cisco-alarm").child("Alarm");
    if (node.empty()) return std::nullopt;
    PhoneAlarm alarm;
    alarm.name = node.attribute("Name").value();
    for (const pugi::xml_node parameter : node.child("ParameterList").children()) {
        alarm.parameters.emplace(parameter.attribute("name").value(), parameter.text().get());
    }
    return alarm;
}

std::optional<SignallingEvent> SignallingReader::read(const SipMessage &message) {
    constexpr int kUnauthorized = 401, kProxyAuthentication = 407;
    if (message.is_request && message.method == "REFER") {
        if (lower(message.content_type).find("x-cisco-alarm+xml") == std::string::npos) return std::nullopt;
        auto alarm =
            parse_phone_alarm({reinterpret_cast<const std::uint8_t *>(message.body.data()), message.body.size()});
        if (!alarm) return std::nullopt;
        return SignallingEvent{false, std::move(*alarm)};
    }
    if (message.method != "REGISTER") return std::nullopt;
    std::string device = device_of_contact(message.contact);
    if (message.is_request) {
        if (asked_by_call_.size() >= kMost) asked_by_call_.clear();
        Asked &asked = asked_by_call_[std::string(message.call_id)];
        if (!device.empty()) asked.device = std::move(device);
        asked.removes = removes_binding(message);
        // One that is cut before it says which it is cannot be told from another.
        if (asked.removes || message.call_id.empty() || message.cseq.empty()) return std::nullopt;
        return SignallingEvent{false, RegistrationRequest{true, call_of(message), asked.device}};
    }
    const auto asked = asked_by_call_.find(std::string(message.call_id));
    if (asked != asked_by_call_.end() && asked->second.removes) return std::nullopt;
    RegistrationAnswer answer;
    answer.sip = true;
    const bool challenged = message.status == kUnauthorized || message.status == kProxyAuthentication;
    answer.outcome = message.status < 200   ? RegistrationOutcome::trying
                     : message.status < 300 ? RegistrationOutcome::registered
                     : challenged           ? RegistrationOutcome::challenged
                                            : RegistrationOutcome::refused;
    answer.status = message.status;
    answer.text = message.reason;
    answer.warning = message.warning;
    answer.call = call_of(message);
    answer.device = asked != asked_by_call_.end() && !asked->second.device.empty() ? asked->second.device : device;
    return SignallingEvent{true, std::move(answer)};
}

std::optional<SignallingEvent> SignallingReader::read(const SccpMessage &message, std::uint64_t connection) {
    auto event = read_sccp(message, connection);
    if (!event || !event->from_server) return event;
    const auto asked = device_of_connection_.find(connection);
    if (asked != device_of_connection_.end()) std::get<RegistrationAnswer>(event->what).device = asked->second;
    return event;
}

void SignallingReader::note_device(const SccpMessage &message, std::uint64_t connection) {
    if (device_of_connection_.size() >= kMost) device_of_connection_.clear();
    device_of_connection_[connection] = device_of_register(message.body);
}

std::optional<SignallingEvent> SignallingReader::read_sccp(const SccpMessage &message, std::uint64_t connection) {
    switch (message.id) {
        case SccpId::token_request:
            note_device(message, connection);
            if (token_asked_.size() >= kMost) token_asked_.clear();
            token_asked_.insert(connection);
            break;
        case SccpId::register_request:
            note_device(message, connection);
            return SignallingEvent{false, RegistrationRequest{false, {}, device_of_register(message.body)}};
        case SccpId::register_ack:
            return sccp_answer(RegistrationOutcome::registered, false, {});
        case SccpId::register_reject:
            return sccp_answer(RegistrationOutcome::refused, false, c_string(message.body));
        case SccpId::token_reject:
            token_asked_.erase(connection);
            return sccp_answer(RegistrationOutcome::refused, true, {});
        case SccpId::old_token_reject:
            if (token_asked_.erase(connection) == 0) break;
            return sccp_answer(RegistrationOutcome::refused, true, {});
        case SccpId::xml_alarm:
            if (auto alarm = parse_phone_alarm(message.body)) return SignallingEvent{false, std::move(*alarm)};
            break;
    }
    return std::nullopt;
}

}  // namespace capf::wire
