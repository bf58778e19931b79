// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/device_name.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/wire/ascii.h"

namespace capf::phones {
namespace {

constexpr std::size_t kHardwareDigits = 12;
constexpr std::size_t kPrefixLength = 3;  // SEP, ATA, VGC
constexpr std::size_t kShortestName = 4;  // a prefix and something behind it

}  // namespace

bool is_hardware_name(std::string_view name) {
    return name.size() == kPrefixLength + kHardwareDigits &&
           std::all_of(name.begin(), name.begin() + kPrefixLength, wire::is_letter) &&
           std::all_of(name.begin() + kPrefixLength, name.end(), wire::is_hex_digit);
}

std::vector<std::string> device_names_in(std::string_view common_name) {
    const std::string whole = wire::upper(common_name);
    std::vector<std::string> names;
    // A softphone's own name may hold a dash: every ending is a candidate, the shortest that looks like hardware first.
    for (std::size_t at = whole.find_last_of("-_"); at != std::string::npos && at > 0;
         at = whole.find_last_of("-_", at - 1)) {
        const std::string ending = whole.substr(at + 1);
        if (is_hardware_name(ending)) {
            names.insert(names.begin(), ending);
        } else if (ending.size() >= kShortestName) {
            names.push_back(ending);
        }
    }
    if (is_hardware_name(whole)) {
        names.insert(names.begin(), whole);
    } else if (whole.size() >= kShortestName) {
        names.push_back(whole);
    }
    return names;
}

std::string name_of_hardware_address(std::uint64_t address) {
    return fmt::format("SEP{:012X}", address);
}

}  // namespace capf::phones
