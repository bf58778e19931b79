// SPDX-License-Identifier: GPL-2.0-or-later
// Every range that a parser of plugin/wire gives for some bytes. Whatever the bytes are, each of them has to lie
// inside.
#pragma once

#include <vector>

#include "plugin/wire/bytes.h"

namespace capf::wire::test {

[[nodiscard]] std::vector<Range> ranges_of_capf_message(Bytes bytes);
[[nodiscard]] std::vector<Range> ranges_of_tvs_message(Bytes bytes);
// The header, and the payload read as records where the header says so and from the first byte on.
[[nodiscard]] std::vector<Range> ranges_of_signed_file(Bytes bytes);
[[nodiscard]] std::vector<Range> ranges_of_configuration(Bytes bytes);

// False for one whose end wraps around, too.
[[nodiscard]] bool lies_inside(const Range &range, Bytes bytes);

}  // namespace capf::wire::test
