// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/device_in_text.h"

#include <algorithm>

#include "plugin/wire/ascii.h"

namespace capf::logs {

std::string device_in(std::string_view text) {
    constexpr std::size_t kDigits = 12;  // of an Ethernet address
    constexpr std::string_view kPrefix = "SEP";
    constexpr std::size_t kLength = kPrefix.size() + kDigits;
    for (std::size_t i = 0; i + kLength <= text.size(); ++i) {
        const std::string_view name = text.substr(i, kLength);
        if (!wire::starts_with_ignoring_case(name, kPrefix)) continue;
        if (!std::ranges::all_of(name.substr(kPrefix.size()), wire::is_hex_digit)) continue;
        if (i + kLength < text.size() && wire::is_hex_digit(text[i + kLength])) continue;
        return wire::upper(name);
    }
    return {};
}

}  // namespace capf::logs
