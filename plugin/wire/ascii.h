// SPDX-License-Identifier: GPL-2.0-or-later
// Characters and case in ASCII alone: the standard library's functions depend on the locale.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace capf::wire {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
constexpr bool is_letter_or_digit(char c) {
    return is_letter(c) || is_digit(c);
}
// Of XML, and between the parts of a name: a space, a tabulator, a line's end.
constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

[[nodiscard]] inline std::string lower(std::string_view text) {
    std::string result(text);
    for (char &c : result) c = lower(c);
    return result;
}
[[nodiscard]] inline std::string upper(std::string_view text) {
    std::string result(text);
    for (char &c : result) c = upper(c);
    return result;
}

// 0 to 15; nothing for what is no hex digit.
constexpr std::optional<int> hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char l = lower(c);
    if (l >= 'a' && l <= 'f') return l - 'a' + 10;
    return std::nullopt;
}
constexpr bool is_hex_digit(char c) {
    return hex_value(c).has_value();
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}
constexpr bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
    return equal_ignoring_case(text.substr(0, start.size()), start);
}
constexpr bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
    return text.size() >= ending.size() && equal_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

// Without blanks at both ends.
constexpr std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace capf::wire
