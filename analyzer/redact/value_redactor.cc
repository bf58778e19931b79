// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/value_redactor.h"

#include <arpa/inet.h>

#include <algorithm>
#include <type_traits>

#include "analyzer/phones/device_name.h"
#include "analyzer/redact/stream_redactor.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/signed_header.h"

namespace capf::redact {
namespace {

constexpr std::size_t kMacText = 17;

bool parse_mac(std::string_view text, Mac &mac) {
    if (text.size() != kMacText || (text[2] != ':' && text[2] != '-')) return false;
    for (std::size_t i = 0; i < kMacText; ++i) {
        if (i % 3 == 2 ? text[i] != text[2] : !wire::is_hex_digit(text[i])) return false;
    }
    for (std::size_t i = 0; i < mac.size(); ++i) {
        mac[i] = static_cast<std::uint8_t>(*wire::hex_value(text[i * 3]) << 4 | *wire::hex_value(text[i * 3 + 1]));
    }
    return true;
}

bool is_name_character(char c) {
    return wire::is_letter_or_digit(c) || c == '.' || c == ':';
}

}  // namespace

std::string address_pseudonym(const Pseudonyms &pseudonyms, const std::string &text) {
    char out[INET6_ADDRSTRLEN] = "";
    Ipv4 four{};
    if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) {
        four = pseudonyms.ipv4(four);
        return inet_ntop(AF_INET, four.data(), out, sizeof out);
    }
    Ipv6 six{};
    if (inet_pton(AF_INET6, text.c_str(), six.data()) == 1) {
        six = pseudonyms.ipv6(six);
        return inet_ntop(AF_INET6, six.data(), out, sizeof out);
    }
    Mac mac{};
    if (!parse_mac(text, mac)) return "";
    std::string result;
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const std::uint8_t byte : pseudonyms.mac(mac)) {
        if (!result.empty()) result += text[2];
        result += kDigits[byte >> 4];
        result += kDigits[byte & 15];
    }
    return result;
}

std::string ValueRedactor::device(const std::string &name) const {
    if (name.empty()) return name;
    const std::string address = address_pseudonym(pseudonyms_, name);
    return address.empty() ? pseudonyms_.device(name) : address;
}

std::string ValueRedactor::address(const std::string &text) const {
    if (text.empty()) return text;
    const std::string address = address_pseudonym(pseudonyms_, text);
    return address.empty() ? kHidden : address;
}

std::string ValueRedactor::host(const std::string &name) const {
    if (name.empty()) return name;
    const std::string address = address_pseudonym(pseudonyms_, name);
    return address.empty() ? pseudonyms_.name(name) : address;
}

std::string ValueRedactor::file_name(const std::string &name) const {
    return redact_file_name(pseudonyms_, name);
}

std::string ValueRedactor::distinguished_name(const std::string &name) const {
    const std::vector<wire::DnAttribute> attributes = wire::split_distinguished_name(name);
    if (attributes.empty()) return host(name);
    const char separator = name.find(';') != std::string::npos ? ';' : ',';
    std::string result;
    for (const wire::DnAttribute &one : attributes) {
        if (!result.empty()) result += separator;
        // ZZ is nobody's country.
        result += one.type + "=" + (one.type == "C" ? "ZZ" : host(one.value));
    }
    return result;
}

findings::Endpoint ValueRedactor::endpoint(const findings::Endpoint &one) const {
    return {address(one.address), one.port};
}

std::string ValueRedactor::path(const std::string &path, const std::set<std::string> &names) const {
    const std::string name = path.substr(path.rfind('/') + 1);
    std::string out;
    for (std::size_t at = 0; at < name.size();) {
        std::size_t end = at;
        while (end < name.size() && is_name_character(name[end])) ++end;
        if (end == at) {
            out += name[at++];
            continue;
        }
        // The longest part that begins here and is one.
        std::size_t taken = end;
        std::string replaced;
        for (; taken > at && replaced.empty(); --taken) {
            const std::string part = name.substr(at, taken - at);
            replaced = address_pseudonym(pseudonyms_, part);
            const bool known = std::any_of(names.begin(), names.end(), [&](const std::string &one) {
                return wire::equal_ignoring_case(one, part);
            });
            if (replaced.empty() && phones::is_hardware_name(part)) replaced = pseudonyms_.device(part);
            if (replaced.empty() && known) replaced = host(part);
            if (!replaced.empty()) break;
        }
        out += replaced.empty() ? name.substr(at, end - at) : replaced;
        at = replaced.empty() ? end : taken;
    }
    return out;
}

void ValueRedactor::apply(findings::Value &value) const {
    using namespace findings;
    std::visit(
        [this](auto &one) {
            using Kind = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Kind, DeviceName>) one.text = device(one.text);
            if constexpr (std::is_same_v<Kind, IpAddress>) one.text = address(one.text);
            if constexpr (std::is_same_v<Kind, HostName>) one.text = host(one.text);
            if constexpr (std::is_same_v<Kind, Endpoint>) one = endpoint(one);
            if constexpr (std::is_same_v<Kind, FileName>) one.text = file_name(one.text);
            if constexpr (std::is_same_v<Kind, FilePath>) one.text = path(one.text);
            if constexpr (std::is_same_v<Kind, DistinguishedName>) one.text = distinguished_name(one.text);
            if constexpr (std::is_same_v<Kind, Quote>) {
                if (!one.text.empty()) one.text = kHidden;
            }
            if constexpr (std::is_same_v<Kind, FileAnswer>) {
                if (!one.message.empty()) one.message = kHidden;
                one.icmp_reporter = address(one.icmp_reporter);
            }
        },
        value);
}

void ValueRedactor::apply(findings::Parameters &values) const {
    for (auto &[param, value] : values) apply(value);
}

}  // namespace capf::redact
