// SPDX-License-Identifier: GPL-2.0-or-later
// Distinguished names as text, the way signed files write them.
#include <algorithm>

#include "plugin/wire/ascii.h"
#include "plugin/wire/signed_header.h"

namespace capf::wire {

namespace {

constexpr bool is_separator(char c) {
    return c == ';' || c == ',';
}
constexpr bool is_type_character(char c) {
    return is_letter_or_digit(c) || c == '.' || c == '-';
}

class Splitter {
public:
    explicit Splitter(std::string_view name) : name_(name) {}
    std::vector<DnAttribute> split();

private:
    std::string read_type();
    std::string read_value();
    void read_escape();
    void skip_to_attribute();
    [[nodiscard]] bool ends_value(std::size_t run_end) const;

    std::string_view name_;
    std::size_t at_ = 0;
    std::string value_;
    std::size_t keep_ = 0;  // so much of value_ is no blank that could be dropped
};

std::vector<DnAttribute> Splitter::split() {
    std::vector<DnAttribute> attributes;
    for (skip_to_attribute(); at_ < name_.size(); skip_to_attribute()) {
        DnAttribute attribute;
        attribute.type = read_type();
        attribute.value = read_value();
        attributes.push_back(std::move(attribute));
    }
    return attributes;
}

void Splitter::skip_to_attribute() {
    while (at_ < name_.size() && (is_blank(name_[at_]) || is_separator(name_[at_]))) ++at_;
}

// A run of separators and blanks ends a value only when another "type=" follows, or nothing: CUCM writes values such as
// "Cisco Systems, Inc" without an escape between its own ';'.
bool Splitter::ends_value(std::size_t run_end) const {
    std::size_t next = run_end;
    while (next < name_.size() && is_type_character(name_[next])) ++next;
    const bool has_type = next > run_end;
    while (next < name_.size() && is_blank(name_[next])) ++next;
    return run_end == name_.size() || (has_type && next < name_.size() && name_[next] == '=');
}

// At a backslash. Two hex digits after it are one byte (RFC 2253), anything else stands for itself.
void Splitter::read_escape() {
    ++at_;
    const auto high = at_ < name_.size() ? hex_value(name_[at_]) : std::nullopt;
    const auto low = at_ + 1 < name_.size() ? hex_value(name_[at_ + 1]) : std::nullopt;
    if (high && low) {
        value_ += static_cast<char>(*high * 16 + *low);
        at_ += 2;
    } else if (at_ < name_.size()) {
        value_ += name_[at_++];
    }
    keep_ = value_.size();
}

// "type =" at the front, or nothing.
std::string Splitter::read_type() {
    std::size_t end = at_;
    while (end < name_.size() && is_type_character(name_[end])) ++end;
    std::size_t equals = end;
    while (equals < name_.size() && is_blank(name_[equals])) ++equals;
    if (end == at_ || equals == name_.size() || name_[equals] != '=') return {};
    std::string type = upper(name_.substr(at_, end - at_));
    at_ = equals + 1;
    while (at_ < name_.size() && is_blank(name_[at_])) ++at_;
    return type;
}

std::string Splitter::read_value() {
    value_.clear();
    keep_ = 0;
    while (at_ < name_.size()) {
        const char c = name_[at_];
        if (c == '\\') {
            read_escape();
        } else if (is_separator(c)) {
            const std::size_t run = at_;
            skip_to_attribute();
            if (ends_value(at_)) break;
            value_ += name_.substr(run, at_ - run);
            keep_ = value_.size();
        } else {
            value_ += c;
            if (!is_blank(c)) keep_ = value_.size();
            ++at_;
        }
    }
    return value_.substr(0, keep_);
}

}  // namespace

std::vector<DnAttribute> split_distinguished_name(std::string_view name) {
    return Splitter(name).split();
}

bool same_distinguished_name(std::string_view a, std::string_view b) {
    const auto left = split_distinguished_name(a);
    const auto right = split_distinguished_name(b);
    return left == right || std::equal(left.begin(), left.end(), right.rbegin(), right.rend());
}

}  // namespace capf::wire
