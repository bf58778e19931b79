// SPDX-License-Identifier: GPL-2.0-or-later
// How a record of a phone's console begins: "3233 NOT ", of a 79xx also "5007: NOT ".
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "analyzer/logs/text_scan.h"

namespace capf::logs {

[[nodiscard]] inline bool take_number_and_level(std::string_view &rest, std::uint64_t &number,
                                                std::string_view &level) {
    constexpr std::string_view kLevels[] = {"DEB", "INF", "NOT", "WRN", "ERR", "CRI", "ALR", "EMG"};
    if (rest.empty() || !wire::is_digit(rest.front())) return false;
    number = static_cast<std::uint64_t>(take_number(rest).value_or(0));
    static_cast<void>(take(rest, ":"));
    if (!take(rest, " ")) return false;
    level = rest.substr(0, 3);
    if (std::ranges::find(kLevels, level) == std::end(kLevels)) return false;
    rest.remove_prefix(level.size());
    return take(rest, " ");
}

}  // namespace capf::logs
