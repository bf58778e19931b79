// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/safe_name.h"

#include <algorithm>
#include <array>

#include "plugin/wire/ascii.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::exporting {
namespace {

constexpr std::size_t kLongest = 120;

// CON, NUL, COM1 … with any ending are devices there.
bool is_windows_device(const std::string &name) {
    constexpr std::array<std::string_view, 4> kDevices = {"CON", "PRN", "AUX", "NUL"};
    const std::string stem = wire::upper(name.substr(0, name.find('.')));
    if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
    return stem.size() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")) && wire::is_digit(stem[3]);
}

}  // namespace

std::string safe_name(std::string_view name) {
    std::string safe = wire::safe_file_name(name);
    if (safe.size() > kLongest) safe.erase(kLongest / 2, safe.size() - kLongest);
    while (safe.size() > 1 && safe.back() == '.') safe.back() = '_';
    if (safe.front() == '-' || safe.front() == '.' || is_windows_device(safe)) safe.insert(safe.begin(), '_');
    return safe;
}

std::string numbered_name(const std::string &name, unsigned number) {
    const std::size_t dot = std::min(name.find('.', 1), name.size());
    return name.substr(0, dot) + "-" + std::to_string(number) + name.substr(dot);
}

}  // namespace capf::exporting
