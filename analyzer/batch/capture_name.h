// SPDX-License-Identifier: GPL-2.0-or-later
// What a capture's name tells, and what is made of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace capf::batch {

// The name ends as capture files' names do, compressed or not, numbered by rotation or not.
[[nodiscard]] bool is_capture_name(std::string_view name);

// A stable number of the name (FNV-1a, 64 bits): the same on every machine.
[[nodiscard]] std::uint64_t hash_of_name(std::string_view name);

// The name's number as 16 hexadecimal digits: names may be no UTF-8, this always is.
[[nodiscard]] std::string id_of_name(std::string_view name);

}  // namespace capf::batch
