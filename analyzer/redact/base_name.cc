// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/base_name.h"

#include <algorithm>

#include "analyzer/phones/device_name.h"
#include "analyzer/redact/address_pseudonym.h"
#include "analyzer/redact/file_endings.h"
#include "plugin/wire/ascii.h"

namespace capf::redact {
namespace {

constexpr std::size_t kHardwareName = 15, kBareMac = 12, kPrefix = 3;

// Letters beyond ASCII are bytes from 0x80 on in UTF-8.
bool is_word_character(char c) {
    return wire::is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

bool is_separator(char c) {
    return c == ' ' || c == '-' || c == '_' || c == '.';
}

bool same(char a, char b) {
    return wire::lower(a) == wire::lower(b) || (is_separator(a) && is_separator(b));
}

// What was found at a place; length 0: nothing.
struct Match {
    std::size_t length = 0;
    std::string pseudonym;
};

class Scanner {
public:
    Scanner(const Pseudonyms &pseudonyms, std::string_view name, const KnownNames &known)
        : pseudonyms_(pseudonyms), name_(name), known_(known) {}

    std::string scan() {
        std::string out;
        const std::size_t ending = stem_length(name_);
        for (std::size_t at = 0; at < name_.size();) {
            const Match match = at < ending ? longest(at) : Match();
            out += match.length > 0 ? match.pseudonym : std::string(1, name_[at]);
            at += std::max<std::size_t>(match.length, 1);
        }
        return out;
    }

private:
    [[nodiscard]] Match longest(std::size_t at) const {
        Match best;
        for (const Match &match : {hardware(at), device(at), bare_mac(at), address(at), word(at)}) {
            if (match.length > best.length) best = match;
        }
        return best;
    }

    [[nodiscard]] char before(std::size_t at) const { return at > 0 ? name_[at - 1] : '\0'; }
    [[nodiscard]] char after(std::size_t end) const { return end < name_.size() ? name_[end] : '\0'; }

    [[nodiscard]] bool is_hardware_at(std::size_t at) const {
        return at < name_.size() && phones::is_hardware_name(name_.substr(at, kHardwareName));
    }

    // In "XATA001122334455" the last fifteen characters are the name, in "SEPA01122334455a" the first.
    [[nodiscard]] Match hardware(std::size_t at) const {
        if (!is_hardware_at(at)) return {};
        const bool is_usual = wire::equal_ignoring_case(name_.substr(at, kPrefix), "SEP") ||
                              wire::equal_ignoring_case(name_.substr(at, kPrefix), "ATA");
        if (!is_usual && wire::is_hex_digit(after(at + kHardwareName)) && is_hardware_at(at + 1)) return {};
        return {kHardwareName, pseudonyms_.device(name_.substr(at, kHardwareName))};
    }

    [[nodiscard]] bool stands_at(std::size_t at, const std::string &known) const {
        return name_.size() - at >= known.size() &&
               std::equal(known.begin(), known.end(), name_.begin() + static_cast<std::ptrdiff_t>(at), same);
    }

    // As the report has it, so that both have one pseudonym; but in lower case where the file's name is.
    [[nodiscard]] std::string written_as(std::size_t at, const std::string &known) const {
        const std::string_view part = name_.substr(at, known.size());
        return std::any_of(part.begin(), part.end(), [](char c) { return c != wire::lower(c); }) ? known
                                                                                                 : wire::lower(known);
    }

    [[nodiscard]] Match device(std::size_t at) const {
        Match best;
        for (const std::string &known : known_.devices) {
            if (known.size() <= best.length || !stands_at(at, known)) continue;
            const std::string address = address_pseudonym(pseudonyms_, known);
            best = {known.size(), address.empty() ? pseudonyms_.device(written_as(at, known)) : address};
        }
        return best;
    }

    [[nodiscard]] bool begins_word(std::size_t at) const {
        if (!is_word_character(name_[at]) || !is_word_character(before(at))) return true;
        if (at < kPrefix || is_word_character(before(at - kPrefix))) return false;
        const std::string_view prefix = name_.substr(at - kPrefix, kPrefix);
        return wire::equal_ignoring_case(prefix, "ITL") || wire::equal_ignoring_case(prefix, "CTL");
    }

    [[nodiscard]] bool ends_word(std::size_t end) const {
        return !is_word_character(name_[end - 1]) || !is_word_character(after(end));
    }

    [[nodiscard]] Match word(std::size_t at) const {
        Match best;
        if (!begins_word(at)) return best;
        for (const std::string &known : known_.others) {
            if (known.size() <= best.length || !stands_at(at, known) || !ends_word(at + known.size())) continue;
            best = {known.size(), pseudonyms_.name(known)};
        }
        return best;
    }

    [[nodiscard]] std::size_t hex_digits(std::size_t at) const {
        std::size_t end = at;
        while (end < name_.size() && wire::is_hex_digit(name_[end])) ++end;
        return end - at;
    }

    [[nodiscard]] Match bare_mac(std::size_t at) const {
        if (wire::is_hex_digit(before(at)) || hex_digits(at) != kBareMac) return {};
        const std::string digits(name_.substr(at, kBareMac));
        const bool is_lower = digits == wire::lower(digits);
        return {kBareMac, pseudonyms_.device((is_lower ? "sep" : "SEP") + digits).substr(kPrefix)};
    }

    // The longest from here that is an address. None begins or ends within a number.
    [[nodiscard]] Match address(std::size_t at) const {
        constexpr std::size_t kLongest = 45;  // INET6_ADDRSTRLEN without its NUL
        if (wire::is_digit(before(at)) && wire::is_digit(name_[at])) return {};
        for (std::size_t length = std::min(kLongest, name_.size() - at); length > 1; --length) {
            if (std::string pseudonym = address_of(at, length); !pseudonym.empty()) return {length, pseudonym};
        }
        return {};
    }

    [[nodiscard]] std::string address_of(std::size_t at, std::size_t length) const {
        const std::string part(name_.substr(at, length));
        const std::size_t first = part.find_first_of(".:-_");
        const bool cut_off = wire::is_digit(part.back()) && wire::is_digit(after(at + length));
        if (first == std::string::npos || cut_off) return "";
        const char separator = part[first];
        if (std::string four = with_separator(part, separator, '.'); !four.empty()) {
            return is_part_of_date(at, separator) ? "" : four;
        }
        // Hexadecimal numbers are also the ends of words.
        if (wire::is_hex_digit(part.front()) && is_word_character(before(at))) return "";
        if (wire::is_hex_digit(part.back()) && is_word_character(after(at + length))) return "";
        if (separator == '.') return dotted_mac(part);
        if (separator != ':' && count_groups(part, separator) < 3) return "";
        return with_separator(part, separator, ':');
    }

    // `part` as an address with `usual` between its numbers; the pseudonym has `separator` again.
    [[nodiscard]] std::string with_separator(std::string part, char separator, char usual) const {
        if (separator != usual && part.find(usual) != std::string::npos) return "";
        std::replace(part.begin(), part.end(), separator, usual);
        std::string pseudonym = address_pseudonym(pseudonyms_, usual == '.' ? without_leading_zeros(part) : part);
        std::replace(pseudonym.begin(), pseudonym.end(), usual, separator);
        return pseudonym;
    }

    // "010.048.046.004", as some programs write it. inet_pton() takes no leading zeros.
    static std::string without_leading_zeros(const std::string &part) {
        std::string result;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const bool begins = i == 0 || !wire::is_digit(part[i - 1]);
            if (begins) {
                while (part[i] == '0' && i + 1 < part.size() && wire::is_digit(part[i + 1])) ++i;
            }
            result += part[i];
        }
        return result;
    }

    // "2026-03-02-09-00-00" holds four small numbers in a row as well.
    [[nodiscard]] bool is_part_of_date(std::size_t at, char separator) const {
        if (separator == '.') return false;
        std::size_t begin = at;
        while (begin > 0 && (wire::is_digit(before(begin)) || before(begin) == separator)) --begin;
        const std::size_t year = name_.find_first_not_of(separator, begin);
        const std::string_view from = name_.substr(year, 2);
        return year < at && (from == "19" || from == "20") && wire::is_digit(after(year + 2)) &&
               wire::is_digit(after(year + 3));
    }

    // "0011.2233.4455"
    [[nodiscard]] std::string dotted_mac(const std::string &part) const {
        constexpr std::size_t kLength = 14;
        if (part.size() != kLength || part[4] != '.' || part[9] != '.') return "";
        std::string mac;
        for (const std::size_t i : {0U, 2U, 5U, 7U, 10U, 12U}) mac += (mac.empty() ? "" : ":") + part.substr(i, 2);
        std::string pseudonym = address_pseudonym(pseudonyms_, mac);
        if (pseudonym.empty()) return "";
        std::erase(pseudonym, ':');
        return pseudonym.insert(8, ".").insert(4, ".");
    }

    static std::size_t count_groups(const std::string &part, char separator) {
        std::size_t groups = 0;
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (part[i] != separator && (i == 0 || part[i - 1] == separator)) ++groups;
        }
        return groups;
    }

    const Pseudonyms &pseudonyms_;
    std::string_view name_;
    const KnownNames &known_;
};

}  // namespace

std::string redact_base_name(const Pseudonyms &pseudonyms, std::string_view name, const KnownNames &known) {
    return Scanner(pseudonyms, name, known).scan();
}

}  // namespace capf::redact
