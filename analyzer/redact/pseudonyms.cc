// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/pseudonyms.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cctype>

#include "analyzer/phones/device_name.h"
#include "plugin/wire/ascii.h"

namespace capf::redact {
namespace {

// What the HMAC is of, so that a MAC address and a name of the same bytes have nothing in common.
constexpr char kMacTag = 'm', kIpv4 = '4', kIpv6 = '6', kDevice = 'd', kName = 'n', kText = 't';
constexpr std::size_t kNamePrefix = 3;  // SEP, CSF …
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

bool is_all_lower(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return std::isupper(c) != 0; });
}

// Leading bits that stay; 32 for an address that stays whole.
unsigned fixed_bits(const Ipv4 &a) {
    if (a[0] == 0 || a[0] == 127 || a[0] >= 224) return 32;
    if (a[0] == 10) return 8;
    if (a[0] == 172 && a[1] >> 4 == 1) return 12;
    if (a[0] == 192 && a[1] == 168) return 16;
    if (a[0] == 169 && a[1] == 254) return 16;
    if (a[0] == 100 && a[1] >> 6 == 1) return 10;
    return 0;
}

bool is_mapped_ipv4(const Ipv6 &a) {
    return std::all_of(a.begin(), a.begin() + 10, [](std::uint8_t byte) { return byte == 0; }) && a[10] == 0xFF &&
           a[11] == 0xFF;
}

bool is_unspecified_or_loopback(const Ipv6 &a) {
    return std::all_of(a.begin(), a.end() - 1, [](std::uint8_t byte) { return byte == 0; }) && a[15] <= 1;
}

// "CAPF-8d2f41a7": CUCM's own way of naming the certificate.
bool is_capf_name(std::string_view name) {
    return name.size() == 13 && name.starts_with("CAPF-") &&
           std::all_of(name.begin() + 5, name.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// "CP-8845-" of a MIC, "CAPF_": what Cisco's products put before a device's name. Others put their own.
bool is_product(std::string_view before) {
    if (before == "CAPF_" || before == "CAPF-") return true;
    constexpr std::size_t kLongest = 16;
    return before.size() <= kLongest && before.starts_with("CP-") && before.ends_with('-') &&
           std::any_of(before.begin(), before.end(), [](unsigned char c) { return std::isdigit(c) != 0; }) &&
           std::all_of(before.begin(), before.end(),
                       [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '-'; });
}

bool is_softphone_name(std::string_view name) {
    constexpr std::string_view kKinds[] = {"CSF", "BOT", "TCT", "TAB"};
    return name.size() > kNamePrefix &&
           std::find(std::begin(kKinds), std::end(kKinds), name.substr(0, kNamePrefix)) != std::end(kKinds) &&
           std::all_of(name.begin(), name.end(),
                       [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
}

}  // namespace

Pseudonyms::Pseudonyms(const std::vector<std::uint8_t> &secret) {
    unsigned length = 0;
    EVP_Digest(secret.data(), secret.size(), key_.data(), &length, EVP_sha256(), nullptr);
}

Pseudonyms::Digest Pseudonyms::hmac(char kind, std::string_view text) const {
    const std::string input = kind + std::string(text);
    Digest digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
         reinterpret_cast<const unsigned char *>(input.data()), input.size(), digest.data(), &length);
    return digest;
}

std::string Pseudonyms::hexadecimal(char kind, std::string_view text, std::size_t digits) const {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string result;
    for (const std::uint8_t byte : hmac(kind, text)) {
        result += kDigits[byte >> 4];
        result += kDigits[byte & 15];
    }
    return result.substr(0, digits);
}

Mac Pseudonyms::mac(const Mac &original) const {
    const bool nobody = std::all_of(original.begin(), original.end(), [](std::uint8_t byte) { return byte == 0; });
    return nobody || (original[0] & 1U) != 0 ? original : locally_administered(original);
}

Mac Pseudonyms::locally_administered(const Mac &original) const {
    const Digest digest = hmac(kMacTag, {reinterpret_cast<const char *>(original.data()), original.size()});
    Mac result{0x02};
    std::copy_n(digest.begin(), result.size() - 1, result.begin() + 1);
    return result;
}

// Bit by bit: whether one is turned depends on the bits before it.
void Pseudonyms::permute(std::uint8_t *address, unsigned bits, unsigned fixed, char kind) const {
    const std::vector<std::uint8_t> original(address, address + bits / 8);
    std::string before(bits / 8 + 1, '\0');
    for (unsigned bit = 0; bit < bits; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> bit % 8);
        before.back() = static_cast<char>(bit);
        if (bit >= fixed && (hmac(kind, before)[0] & 1U) != 0) address[bit / 8] ^= mask;
        before[bit / 8] = static_cast<char>(static_cast<std::uint8_t>(before[bit / 8]) | (original[bit / 8] & mask));
    }
}

Ipv4 Pseudonyms::ipv4(const Ipv4 &original) const {
    Ipv4 result = original;
    const unsigned fixed = fixed_bits(original);
    if (fixed == 32) return result;
    // A public address that comes out in a range of another meaning goes on from there: still one for one.
    do {
        permute(result.data(), 32, fixed, kIpv4);
    } while (fixed_bits(result) != fixed);
    return result;
}

Ipv6 Pseudonyms::ipv6(const Ipv6 &original) const {
    Ipv6 result = original;
    if (is_unspecified_or_loopback(original)) return result;
    if (is_mapped_ipv4(original)) {
        const Ipv4 inner = ipv4({original[12], original[13], original[14], original[15]});
        std::copy(inner.begin(), inner.end(), result.begin() + 12);
        return result;
    }
    if (original[0] == 0xFF) {
        // A solicited-node group (ff02::1:ffXX:XXXX) holds the end of somebody's address.
        if (original[11] == 1 && original[12] == 0xFF) permute(result.data(), 128, 104, kIpv6);
        return result;
    }
    const bool link_local = original[0] == 0xFE && original[1] >> 6 == 2;
    const bool unique_local = (original[0] & 0xFEU) == 0xFC;
    constexpr unsigned kUniqueLocal = 8, kLinkLocal = 64, kDocumentation = 20;
    permute(result.data(), 128, unique_local ? kUniqueLocal : link_local ? kLinkLocal : kDocumentation, kIpv6);
    if (!link_local && !unique_local) {
        result[0] = 0x3F;
        result[1] = 0xFF;
        result[2] &= 0x0FU;
    }
    return result;
}

std::string Pseudonyms::device(std::string_view original) const {
    const std::string upper = wire::upper(original);
    std::string result = upper.substr(0, std::min(kNamePrefix, upper.size()));
    if (phones::is_hardware_name(upper)) {
        Mac address{};
        for (std::size_t i = 0; i < address.size(); ++i) {
            address[i] = static_cast<std::uint8_t>(std::stoul(upper.substr(kNamePrefix + i * 2, 2), nullptr, 16));
        }
        static constexpr char kDigits[] = "0123456789ABCDEF";
        // A name may be made up, "SEP111111111111": what would be a group's address is replaced, too.
        for (const std::uint8_t byte : locally_administered(address)) {
            result += kDigits[byte >> 4];
            result += kDigits[byte & 15];
        }
    } else {
        if (!is_softphone_name(upper)) result.clear();
        const Digest digest = hmac(kDevice, upper);
        for (std::size_t i = 0; result.size() < upper.size(); ++i) {
            result += kLetters[digest[i % digest.size()] % kLetters.size()];
        }
    }
    return is_all_lower(original) ? wire::lower(result) : result;
}

std::string Pseudonyms::name(std::string_view original) const {
    constexpr std::size_t kDigits = 8;
    if (original.empty()) return "";
    const std::string upper = wire::upper(original);
    if (phones::is_hardware_name(upper) || is_softphone_name(original)) return device(original);
    // "CP-8845-SEP001122334455", "CAPF_SEP001122334455"
    constexpr std::size_t kHardware = 15;
    if (original.size() > kHardware && phones::is_hardware_name(original.substr(original.size() - kHardware))) {
        const std::string_view before = original.substr(0, original.size() - kHardware);
        const std::string of_device = device(original.substr(original.size() - kHardware));
        return is_product(before) ? std::string(before) + of_device
                                  : "name-" + hexadecimal(kName, wire::lower(before), kDigits) + "-" + of_device;
    }
    if (is_capf_name(original)) return "CAPF-" + hexadecimal(kName, original, kDigits);
    const std::size_t dot = original.find('.');
    if (dot != std::string_view::npos && dot > 0 && original.find(' ') == std::string_view::npos) {
        return name(original.substr(0, dot)) + ".domain-" +
               hexadecimal(kName, wire::lower(original.substr(dot + 1)), kDigits) + ".example";
    }
    return "name-" + hexadecimal(kName, wire::lower(original), kDigits);
}

std::string Pseudonyms::same_length(std::string_view original) const {
    const Digest digest = hmac(kText, original);
    std::string result;
    for (std::size_t i = 0; i < original.size(); ++i) {
        result += kLetters[digest[i % digest.size()] % kLetters.size()];
    }
    return wire::lower(result);
}

}  // namespace capf::redact
