// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/bytes.h"

#include <algorithm>

namespace capf::wire {

std::string_view name_of(std::span<const NamedValue> table, std::uint32_t value) {
    const auto row = std::find_if(table.begin(), table.end(), [value](const auto &r) { return r.value == value; });
    return row == table.end() ? std::string_view() : std::string_view(row->name);
}

Bytes slice(Bytes bytes, Range range) {
    if (range.offset >= bytes.size()) return {};
    return bytes.subspan(range.offset, std::min(range.length, bytes.size() - range.offset));
}

std::string to_hex(Bytes bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        hex += kDigits[byte >> 4];
        hex += kDigits[byte & 15];
    }
    return hex;
}

}  // namespace capf::wire
