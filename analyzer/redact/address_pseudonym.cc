// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/address_pseudonym.h"

#include <arpa/inet.h>

#include <string_view>

#include "plugin/wire/ascii.h"

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

}  // namespace capf::redact
