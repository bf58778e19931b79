// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/rotated_name.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plugin/wire/ascii.h"

namespace capf::logs {
namespace {

std::optional<std::uint64_t> number_of(std::string_view digits) {
    std::uint64_t value = 0;
    const char *const end = digits.data() + digits.size();
    const auto [read, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc() || read != end || digits.empty()) return std::nullopt;
    return value;
}

// How long what both begin with is, up to the digits that they differ in.
std::size_t same_beginning(std::string_view a, std::string_view b) {
    std::size_t same = 0;
    while (same < std::min(a.size(), b.size()) && a[same] == b[same]) ++same;
    while (same > 0 && wire::is_digit(a[same - 1])) --same;
    return same;
}

std::string_view digits_at(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && wire::is_digit(text[end])) ++end;
    return text.substr(begin, end - begin);
}

}  // namespace

bool is_next_file(std::string_view before, std::string_view path) {
    const std::size_t begin = same_beginning(before, path);
    const std::string_view old_digits = digits_at(before, begin), new_digits = digits_at(path, begin);
    const std::string_view old_rest = before.substr(begin + old_digits.size()),
                           new_rest = path.substr(begin + new_digits.size());
    // A number in a folder's name is not the file's.
    if (old_rest != new_rest || new_rest.find('/') != std::string_view::npos) return false;
    const auto old_number = number_of(old_digits), new_number = number_of(new_digits);
    return old_number && new_number && *new_number > *old_number && *new_number - *old_number == 1;
}

}  // namespace capf::logs
