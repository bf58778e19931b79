// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/hex_dump.h"

#include <utility>

#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kLongest = 65'545;  // bytes: the longest message of TVS
constexpr std::size_t kMostInRow = 32;

// Nothing where the text is no row.
std::optional<std::vector<std::uint8_t>> read_row(std::string_view text) {
    std::vector<std::uint8_t> row;
    text = wire::trim(text);
    while (!text.empty()) {
        const std::string_view pair = take_until(text, " ");
        skip_spaces(text);
        if (pair.size() != 2 || !wire::is_hex_digit(pair[0]) || !wire::is_hex_digit(pair[1])) return std::nullopt;
        row.push_back(static_cast<std::uint8_t>(*wire::hex_value(pair[0]) * 16 + *wire::hex_value(pair[1])));
        if (row.size() > kMostInRow) return std::nullopt;
    }
    if (row.empty()) return std::nullopt;
    return row;
}

}  // namespace

bool is_dump_row(std::string_view text) {
    return read_row(text).has_value();
}

void HexDump::begin(std::int64_t length) {
    bytes_.clear();
    length_ = length > 0 && length <= kLongest ? static_cast<std::size_t>(length) : 0;
}

bool HexDump::add_row(std::string_view text) {
    if (length_ == 0) return false;
    const auto row = read_row(text);
    if (!row || bytes_.size() + row->size() > length_) return false;
    bytes_.insert(bytes_.end(), row->begin(), row->end());
    return true;
}

std::optional<std::vector<std::uint8_t>> HexDump::take_whole() {
    if (length_ == 0 || bytes_.size() != length_) return std::nullopt;
    length_ = 0;
    return std::exchange(bytes_, {});
}

}  // namespace capf::logs
