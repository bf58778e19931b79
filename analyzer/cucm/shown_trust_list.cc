// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cucm/shown_trust_list.h"

#include <algorithm>
#include <charconv>

#include "analyzer/cucm/cli_text.h"

namespace capf::cucm {
namespace {

constexpr std::size_t kMd5Digits = 32, kSha1Digits = 40;
constexpr std::size_t kMostValue = 4096;    // bytes of one value: names are shorter
constexpr std::size_t kMostRecords = 5000;  // of all lists of a text: a list holds a few dozen

std::optional<std::int64_t> number_in(std::string_view text) {
    text = wire::trim(text);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return value;
}

bool is_number(std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, wire::is_digit);
}

// The hex digits of "19:33:E0 …", up to what is none; empty for text.
std::string hex_digits(std::string_view text) {
    std::string digits;
    for (const char c : wire::trim(text)) {
        if (wire::is_hex_digit(c)) {
            digits += wire::lower(c);
        } else if (c != ':' && c != ' ') {
            break;
        }
    }
    return digits;
}

bool contains(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

class Parser {
public:
    explicit Parser(std::string_view text) : lines_(text) {}

    std::vector<ShownTrustList> parse() {
        for (std::string_view line; lines_.next(line);) take(line);
        end_value();
        std::erase_if(lists_, [](const ShownTrustList &list) { return !says_anything(list); });
        return std::move(lists_);
    }

private:
    static bool says_anything(const ShownTrustList &list) {
        return list.length || list.missing || list.verified || !list.records.empty() || !list.version.empty();
    }

    void take(std::string_view line) {
        const std::string_view text = wire::trim(line);
        if (text.empty()) return end_value();
        if (take_row(text) || take_start(text)) return;
        if (lists_.empty()) return;
        if (tag_.empty()) return take_fact(text);
        // A value that is too wide goes on in the next line, far to the right; everything else ends it.
        const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
        if (goes_on && !is_fact(text)) return add_to_value(text);
        end_value();
        take_fact(text);
    }

    // "4       SIGNERNAME      76      CN=…"
    bool take_row(std::string_view text) {
        std::string_view rest = text;
        const std::string_view position = take_word(rest), tag = take_word(rest), length = take_word(rest);
        const auto is_tag_letter = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
        if (!is_number(position) || !is_number(length) || tag.empty() || !std::ranges::all_of(tag, is_tag_letter)) {
            return false;
        }
        if (lists_.empty()) return false;
        end_value();
        tag_ = tag;
        add_to_value(wire::trim(rest));
        return true;
    }

    void add_to_value(std::string_view text) {
        value_ += text.substr(0, kMostValue - std::min(value_.size(), kMostValue));
    }

    // The command, or the first line of its output, begins a list.
    bool take_start(std::string_view text) {
        const bool command = contains(text, "show itl") || contains(text, "show ctl");
        const bool checksum = text.starts_with("The checksum value of the ");
        if (!command && !checksum) return is_record_start(text);
        end_value();
        const bool is_ctl = contains(text, "show ctl") || contains(text, "CTL");
        // The command and its output are one list.
        const bool same = !lists_.empty() && !says_anything(lists_.back()) && lists_.back().is_ctl == is_ctl;
        if (!same) begin_list(is_ctl);
        return true;
    }

    void begin_list(bool is_ctl) {
        lists_.emplace_back();
        lists_.back().is_ctl = is_ctl;
        lists_.back().line = lines_.number();
        in_record_ = false;
    }

    // "CTL Record #:1"
    bool is_record_start(std::string_view text) {
        if (!text.starts_with("CTL Record #") && !text.starts_with("ITL Record #")) return false;
        end_value();
        if (lists_.empty()) begin_list(text.starts_with('C'));
        in_record_ = ++record_count_ <= kMostRecords;
        if (in_record_) lists_.back().records.emplace_back().line = lines_.number();
        return true;
    }

    static bool is_fact(std::string_view text) {
        return text.starts_with("This etoken ") || text.starts_with("The CTL ") || text.starts_with("The ITL ") ||
               text.starts_with("Version:") || text.starts_with("BYTEPOS") || text.starts_with("---") ||
               text.starts_with("Parse ") || text.starts_with("admin:");
    }

    void take_fact(std::string_view text) {
        ShownTrustList &list = lists_.back();
        const std::string digits = hex_digits(text);
        if (contains(text, "(MD5)") && digits.size() >= kMd5Digits) {
            list.md5 = digits.substr(0, kMd5Digits);
        } else if (contains(text, "(SHA1)") && digits.size() >= kSha1Digits) {
            list.sha1 = digits.substr(0, kSha1Digits);
        } else if (text.starts_with("Length of CTL file:") || text.starts_with("Length of ITL file:")) {
            list.length = number_in(text.substr(text.find(':') + 1));
            list.missing = list.length == 0;
        } else if (contains(text, " file not found") || contains(text, " File not found")) {
            list.missing = true;
        } else if (const std::size_t at = text.find("was last modified on "); at != std::string_view::npos) {
            list.last_modified = text.substr(at + std::string_view("was last modified on ").size());
        } else if (text.starts_with("Version:")) {
            list.version = wire::trim(text.substr(std::string_view("Version:").size()));
        } else if (contains(text, "was used to sign the ") && !contains(text, "not used") && in_record_) {
            list.records.back().signed_the_file = !contains(text, "was not ");
        } else if (contains(text, "was verified successfully")) {
            list.verified = true;
        }
    }

    void end_value() {
        if (!tag_.empty() && !lists_.empty()) {
            if (in_record_) {
                set_in_record(lists_.back().records.back());
            } else if (lists_.back().records.empty()) {
                set_in_header(lists_.back());
            }
        }
        tag_.clear();
        value_.clear();
    }

    void set_in_header(ShownTrustList &list) const {
        if (tag_ == "SIGNERNAME") list.signer = value_;
        if (tag_ == "SERIALNUMBER") list.signer_serial = hex_digits(value_);
        if (tag_ == "CANAME") list.signer_issuer = value_;
    }

    void set_in_record(ShownRecord &record) const {
        if (tag_ == "RECORDLENGTH") record.length = number_in(value_).value_or(0);
        if (tag_ == "DNSNAME") record.dns_name = value_;
        if (tag_ == "SUBJECTNAME") record.subject = value_;
        if (tag_ == "FUNCTION") record.function = value_;
        if (tag_ == "ISSUERNAME") record.issuer = value_;
        if (tag_ == "SERIALNUMBER") record.serial = hex_digits(value_);
        if (tag_ == "CERTIFICATE") {
            const std::string digits = hex_digits(value_);
            if (digits.size() >= kSha1Digits) record.certificate_digest = digits.substr(0, kSha1Digits);
        }
    }

    Lines lines_;
    std::vector<ShownTrustList> lists_;
    bool in_record_ = false;
    std::size_t record_count_ = 0;
    std::string tag_, value_;  // of the row that may go on
};

}  // namespace

const ShownRecord *ShownTrustList::find_role(std::string_view role) const {
    // "CCM+TFTP" holds two.
    const auto has_role = [&](const ShownRecord &record) {
        std::string_view rest = record.function;
        if (rest == role) return true;
        while (!rest.empty()) {
            const std::string_view one = rest.substr(0, rest.find('+'));
            if (one == role) return true;
            rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        }
        return false;
    };
    const auto found = std::ranges::find_if(records, has_role);
    return found == records.end() ? nullptr : &*found;
}

std::vector<ShownTrustList> parse_shown_trust_lists(std::string_view text) {
    return Parser(text).parse();
}

bool looks_like_shown_trust_list(std::string_view head) {
    return !parse_shown_trust_lists(head).empty();
}

}  // namespace capf::cucm
