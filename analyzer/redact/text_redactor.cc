// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/text_redactor.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

#include "analyzer/phones/device_name.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/signed_header.h"

namespace capf::redact {
namespace {

constexpr std::size_t kHardwareName = 15, kMacDigits = 12, kMacText = 17, kLongestAddress = 45;

bool is_alnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
bool is_hex(char c) {
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_word(char c) {
    return is_alnum(c) || c == '_' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool ends_at(std::string_view text, std::size_t end) {
    return end >= text.size() || !is_alnum(text[end]);
}

// Words of our own sentences; as somebody's name they are replaced inside a distinguished name only.
bool is_common_word(const std::string &word) {
    constexpr std::size_t kShortest = 4;
    constexpr std::string_view kOurs[] = {"capf", "cucm",  "tftp",   "phone",  "cisco",  "itlrecovery", "server",
                                          "root", "trust", "signer", "record", "signed", "default",     "example"};
    return word.size() < kShortest || std::find(std::begin(kOurs), std::end(kOurs), lower(word)) != std::end(kOurs);
}

bool is_one_word(const std::string &text) {
    return std::all_of(text.begin(), text.end(), is_word) && is_alnum(text.front()) && is_alnum(text.back());
}

// Where an address that begins here ends; 0 for none. As long as it can be.
std::size_t ip_end(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && end - at < kLongestAddress &&
           (is_hex(text[end]) || text[end] == ':' || text[end] == '.'))
        ++end;
    for (; end > at; --end) {
        if (!ends_at(text, end) || (end - at < 3)) continue;
        std::uint8_t bytes[16];
        const std::string candidate(text.substr(at, end - at));
        if (inet_pton(AF_INET, candidate.c_str(), bytes) == 1) return end;
        // Eight groups out of more are a part of a digest or a serial number.
        const bool is_part =
            (at > 0 && text[at - 1] == ':') || (end + 1 < text.size() && text[end] == ':' && is_hex(text[end + 1]));
        if (!is_part && inet_pton(AF_INET6, candidate.c_str(), bytes) == 1) return end;
    }
    return 0;
}

bool parse_mac(std::string_view text, Mac &mac) {
    if (text.size() != kMacText || (text[2] != ':' && text[2] != '-')) return false;
    for (std::size_t i = 0; i < kMacText; ++i) {
        if (i % 3 == 2 ? text[i] != text[2] : !is_hex(text[i])) return false;
    }
    for (std::size_t i = 0; i < mac.size(); ++i) {
        mac[i] = static_cast<std::uint8_t>(std::stoul(std::string(text.substr(i * 3, 2)), nullptr, 16));
    }
    return true;
}

// SEP, ATA and the like: a letter that is no hexadecimal digit tells the name from a digest.
bool is_hardware_name_at(std::string_view text, std::size_t at) {
    if (text.size() - at < kHardwareName || !ends_at(text, at + kHardwareName)) return false;
    const std::string_view name = text.substr(at, kHardwareName);
    return phones::is_hardware_name(name) && !(is_hex(name[0]) && is_hex(name[1]) && is_hex(name[2]));
}

}  // namespace

std::string address_stand_in(const Pseudonyms &pseudonyms, const std::string &text) {
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

void TextRedactor::learn_phrase(const std::string &original, const std::string &stand_in) {
    const auto known =
        std::find_if(phrases_.begin(), phrases_.end(), [&](const auto &phrase) { return phrase.first == original; });
    if (original.empty() || known != phrases_.end()) return;
    const auto place = std::find_if(phrases_.begin(), phrases_.end(),
                                    [&](const auto &phrase) { return phrase.first.size() < original.size(); });
    phrases_.insert(place, {original, stand_in});
}

void TextRedactor::learn_device(const std::string &name) {
    if (name.empty() || phones::is_hardware_name(name)) {
        // Its MAC address may stand alone.
        if (!name.empty()) {
            const std::string digits = name.substr(name.size() - kMacDigits);
            const std::string stand_in = pseudonyms_.device("SEP" + wire::upper(digits)).substr(3);
            any_case_.emplace(lower(digits), stand_in);
        }
        return;
    }
    if (is_one_word(name)) {
        any_case_.emplace(lower(name), pseudonyms_.device(name));
    } else {
        learn_phrase(name, pseudonyms_.device(name));
    }
}

void TextRedactor::learn_name(const std::string &name) {
    if (name.empty() || !address_stand_in(pseudonyms_, name).empty()) return;
    if (!is_one_word(name)) return learn_phrase(name, pseudonyms_.name(name));
    if (is_common_word(name)) return;
    same_case_.emplace(name, pseudonyms_.name(name));
    // The host alone, of its full name.
    const std::string host = name.substr(0, name.find('.'));
    if (host.size() < name.size() && !is_common_word(host)) same_case_.emplace(host, pseudonyms_.name(host));
}

void TextRedactor::learn_distinguished_name(const std::string &name) {
    const std::vector<wire::DnAttribute> attributes = wire::split_distinguished_name(name);
    if (attributes.empty()) return learn_name(name);
    learn_phrase(name, distinguished_name(name));
    for (const wire::DnAttribute &one : attributes) {
        constexpr std::size_t kTelling = 6;
        if (one.type == "CN" || (one.value.size() >= kTelling && lower(one.value).find("cisco") == std::string::npos)) {
            learn_name(one.value);
        }
    }
}

std::string TextRedactor::distinguished_name(const std::string &original) const {
    const std::vector<wire::DnAttribute> attributes = wire::split_distinguished_name(original);
    if (attributes.empty()) return address_or_name(original);
    const char separator = original.find(';') != std::string::npos ? ';' : ',';
    std::string result;
    for (const wire::DnAttribute &one : attributes) {
        if (!result.empty()) result += separator;
        // ZZ is nobody's country.
        result += one.type + "=" + (one.type == "C" ? "ZZ" : address_or_name(one.value));
    }
    return result;
}

std::string TextRedactor::file_name(const std::string &path) const {
    return text(path.substr(path.rfind('/') + 1));
}

std::string TextRedactor::address_or_name(const std::string &original) const {
    const std::string address = address_stand_in(pseudonyms_, original);
    return address.empty() ? pseudonyms_.name(original) : address;
}

std::string TextRedactor::text(std::string_view original) const {
    std::string text(original);
    for (const auto &[phrase, stand_in] : phrases_) {
        for (std::size_t at = text.find(phrase); at != std::string::npos;
             at = text.find(phrase, at + stand_in.size())) {
            text.replace(at, phrase.size(), stand_in);
        }
    }
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t taken = replace_at(text, at, out);
        if (taken == 0) out += text[at];
        at += std::max<std::size_t>(taken, 1);
    }
    return out;
}

// How many characters were replaced; 0 when nothing begins here.
std::size_t TextRedactor::replace_at(std::string_view text, std::size_t at, std::string &out) const {
    if (is_hardware_name_at(text, at)) {
        out += pseudonyms_.device(text.substr(at, kHardwareName));
        return kHardwareName;
    }
    if (at > 0 && is_alnum(text[at - 1])) {
        // ITL<device>.tlv and CTL<device>.tlv
        const bool behind_list =
            at >= 3 && (at == 3 || !is_alnum(text[at - 4])) && lower(text.substr(at - 2, 2)) == "tl";
        return behind_list ? word_at(text, at, out) : 0;
    }
    if (text.size() - at >= kMacText && ends_at(text, at + kMacText)) {
        const std::string stand_in = address_stand_in(pseudonyms_, std::string(text.substr(at, kMacText)));
        Mac mac{};
        if (!stand_in.empty() && parse_mac(text.substr(at, kMacText), mac)) {
            // Eight pairs and more are a digest or a serial number.
            const bool longer = at + kMacText < text.size() && text[at + kMacText] == ':';
            const bool before = at > 0 && text[at - 1] == ':';
            if (!longer && !before) {
                out += stand_in;
                return kMacText;
            }
        }
    }
    if (is_hex(text[at]) || text[at] == ':') {
        if (const std::size_t end = ip_end(text, at); end > at) {
            out += address_stand_in(pseudonyms_, std::string(text.substr(at, end - at)));
            return end - at;
        }
    }
    return word_at(text, at, out);
}

// The longest known word that begins here and ends where a word may end.
std::size_t TextRedactor::word_at(std::string_view text, std::size_t at, std::string &out) const {
    if (any_case_.empty() && same_case_.empty()) return 0;
    constexpr std::size_t kLongest = 255;
    std::size_t end = at;
    while (end < text.size() && end - at < kLongest && is_word(text[end])) ++end;
    for (; end > at; --end) {
        if (!ends_at(text, end)) continue;
        const std::string word(text.substr(at, end - at));
        const auto exact = same_case_.find(word);
        const auto loose = any_case_.find(lower(word));
        if (exact == same_case_.end() && loose == any_case_.end()) continue;
        out += loose != any_case_.end() ? loose->second : exact->second;
        return end - at;
    }
    return 0;
}

}  // namespace capf::redact
