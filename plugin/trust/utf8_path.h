// SPDX-License-Identifier: GPL-2.0-or-later
// Paths are UTF-8 here on every system, as Wireshark has them in its preferences. Windows takes plain strings for its
// code page.
#pragma once

#include <filesystem>
#include <string>

namespace capf::trust {

// Throws std::system_error on Windows for what is no UTF-8.
[[nodiscard]] inline std::filesystem::path path_of_utf8(const std::string &text) {
    return std::u8string(text.begin(), text.end());
}

// Throws std::system_error on Windows for a name that is no Unicode.
[[nodiscard]] inline std::string utf8_of_path(const std::filesystem::path &path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

}  // namespace capf::trust
