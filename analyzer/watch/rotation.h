// SPDX-License-Identifier: GPL-2.0-or-later
// Which file comes after one, in a set that is being written: `dumpcap -b`, `tcpdump -C`, CUCM's capture-rotate.
#pragma once

#include <optional>
#include <string>

namespace capf::watch {

// The file that a capturing program went on to after `path`, among those that are there: the next number in the set,
// or, where a ring began anew, the lowest that was written to later. Nothing while there is none.
[[nodiscard]] std::optional<std::string> next_in_set(const std::string &path);

// The latest file of the set that `dumpcap -b … -w PATH` writes, of which PATH itself is none.
[[nodiscard]] std::optional<std::string> latest_of_set(const std::string &path);

}  // namespace capf::watch
