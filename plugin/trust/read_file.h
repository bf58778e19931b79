// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a file that the user named.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace capf::trust {

// `path` is UTF-8 on every system. The whole file, or nothing and the reason in `error` when it cannot be read or is
// larger than any file of keys, certificates, or configuration (16 MiB).
[[nodiscard]] std::optional<std::vector<std::uint8_t>> read_file(const std::string &path, std::string &error);

}  // namespace capf::trust
