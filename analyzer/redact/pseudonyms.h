// SPDX-License-Identifier: GPL-2.0-or-later
// Stand-ins for names and addresses. They depend on a key and the original alone (HMAC-SHA-256): the same key gives the
// same pseudonyms in every file of a case, and nobody without it can tell whether a guess is the original.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace capf::redact {

using Ipv4 = std::array<std::uint8_t, 4>;
using Ipv6 = std::array<std::uint8_t, 16>;
using Mac = std::array<std::uint8_t, 6>;

class Pseudonyms {
public:
    // `secret`: at least kShortestKey bytes that nobody guesses.
    explicit Pseudonyms(const std::vector<std::uint8_t> &secret);
    static constexpr std::size_t kShortestKey = 16;

    // 02 and 40 bits of the HMAC. The range that RFC 9542 keeps for documentation, 00-00-5E-00-53-00 to -FF, has room
    // for 256, of which 20 already are more likely than not to hold two alike. Addresses that begin with 02 are locally
    // administered: no vendor gives them to a device. Of a thousand phones two are alike once in two million cases.
    // Broadcast, multicast and 0 stay.
    [[nodiscard]] Mac mac(const Mac &original) const;

    // Prefix-preserving, as Crypto-PAn (Xu, Fan, Ammar, Moon, 2002): addresses that share n bits share n bits after.
    // Private, shared (100.64/10) and link-local ranges stay what they are; loopback, multicast, broadcast and 0 stay
    // as they are; every other address becomes a public one.
    [[nodiscard]] Ipv4 ipv4(const Ipv4 &original) const;
    // Likewise. Global addresses move to 3fff::/20, which RFC 9637 keeps for documentation; fc00::/7 and fe80::/10 keep
    // their range, an address with IPv4 inside (::ffff:0:0/96) its IPv4 one's pseudonym.
    [[nodiscard]] Ipv6 ipv6(const Ipv6 &original) const;

    // Of a device's name, whatever its case, in the same length: SEP, ATA and the like with the pseudonym of their MAC
    // address, other names with their first three letters and others behind.
    [[nodiscard]] std::string device(std::string_view original) const;
    // Of a host, a certificate, a user: "name-" and eight digits; "CAPF-" and other digits for what CUCM calls its CAPF
    // certificate. A name with dots keeps its domain's pseudonym: hosts of one domain still look so. A device's name
    // gets device().
    [[nodiscard]] std::string name(std::string_view original) const;
    // Any text by one of its length, of letters and digits: where bytes cannot move.
    [[nodiscard]] std::string same_length(std::string_view original) const;

private:
    using Digest = std::array<std::uint8_t, 32>;
    [[nodiscard]] Mac locally_administered(const Mac &original) const;
    [[nodiscard]] Digest hmac(char kind, std::string_view text) const;
    void permute(std::uint8_t *address, unsigned bits, unsigned fixed, char kind) const;
    [[nodiscard]] std::string hexadecimal(char kind, std::string_view text, std::size_t digits) const;

    Digest key_{};
};

}  // namespace capf::redact
