// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/value_redactor.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <type_traits>

#include "analyzer/redact/address_pseudonym.h"
#include "analyzer/redact/base_name.h"
#include "analyzer/redact/stream_redactor.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"

namespace capf::redact {
namespace {

// The types that occur (RFC 4519), OIDs aside.
bool is_known_type(const std::string &type) {
    constexpr std::string_view kTypes[] = {"CN", "O",  "OU",          "L", "ST",    "C",     "DC",     "SN",
                                           "GN", "ID", "UID",         "T", "TITLE", "EMAIL", "STREET", "EMAILADDRESS",
                                           "S",  "E",  "SERIALNUMBER"};
    return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes) ||
           (!type.empty() && type.find_first_not_of("0123456789.") == std::string::npos);
}

}  // namespace

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
        if (one.type.empty()) {
            result += host(one.value);
            continue;
        }
        // What is no type that is known is a piece of a value. ZZ is nobody's country.
        result += (is_known_type(one.type) ? one.type : "X") + "=" + (one.type == "C" ? "ZZ" : host(one.value));
    }
    return result;
}

findings::Endpoint ValueRedactor::endpoint(const findings::Endpoint &one) const {
    return {address(one.address), one.port};
}

std::string ValueRedactor::path(const std::string &path) const {
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto [known, is_new] = paths_.try_emplace(name);
    if (is_new) known->second = base_name(name);
    return known->second;
}

std::string ValueRedactor::base_name(const std::string &name) const {
    if (known_.whole_names) return host(name);
    using Kind = wire::PhoneFileKind;
    const Kind kind = wire::parse_phone_file_name(name).kind;
    if (kind != Kind::other && kind != Kind::other_signed) return file_name(name);
    return redact_base_name(pseudonyms_, name, known_);
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
