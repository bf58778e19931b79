// SPDX-License-Identifier: GPL-2.0-or-later
// Small steps through a line of text. Regular expressions would be shorter, and too slow for gigabytes.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "plugin/wire/ascii.h"

namespace capf::logs {

// Takes `start` off the front, if it is there.
[[nodiscard]] inline bool take(std::string_view &rest, std::string_view start) {
    if (!rest.starts_with(start)) return false;
    rest.remove_prefix(start.size());
    return true;
}

inline void skip_spaces(std::string_view &rest) {
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
}

// Takes exactly `count` decimal digits.
template <typename Number>
[[nodiscard]] bool take_digits(std::string_view &rest, std::size_t count, Number &value) {
    if (rest.size() < count) return false;
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!wire::is_digit(rest[i])) return false;
        number = number * 10 + (rest[i] - '0');
    }
    value = static_cast<Number>(number);
    rest.remove_prefix(count);
    return true;
}

// Takes a decimal number of any length that fits in 64 bits, with its sign.
[[nodiscard]] inline std::optional<std::int64_t> take_number(std::string_view &rest) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (error != std::errc()) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return value;
}

// Takes everything before the first of `ends`, or all; what ended it stays.
[[nodiscard]] inline std::string_view take_until(std::string_view &rest, std::string_view ends) {
    const std::string_view part = rest.substr(0, rest.find_first_of(ends));
    rest.remove_prefix(part.size());
    return part;
}

// What follows `words` in `text`, or nothing when they are not there.
[[nodiscard]] inline std::optional<std::string_view> after(std::string_view text, std::string_view words) {
    const std::size_t found = text.find(words);
    if (found == std::string_view::npos) return std::nullopt;
    return text.substr(found + words.size());
}

// The number that follows `words`.
[[nodiscard]] inline std::optional<std::int64_t> number_after(std::string_view text, std::string_view words) {
    auto rest = after(text, words);
    if (!rest) return std::nullopt;
    skip_spaces(*rest);
    return take_number(*rest);
}

// What stands between `words` and the first of `ends`; nothing when the words are not there.
[[nodiscard]] inline std::optional<std::string_view> part_after(std::string_view text, std::string_view words,
                                                                std::string_view ends) {
    auto rest = after(text, words);
    if (!rest) return std::nullopt;
    return wire::trim(take_until(*rest, ends));
}

[[nodiscard]] inline bool contains(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

}  // namespace capf::logs
