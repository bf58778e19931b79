// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace capf::redact {

// The length of a file's name without the endings that tell what kind of file it is: of "ringlist" in
// "ringlist.xml.sgn". Anything else behind a dot may be the end of a host's name, and belongs to it.
[[nodiscard]] std::size_t stem_length(std::string_view name);

}  // namespace capf::redact
