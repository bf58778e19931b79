// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <cstdint>

#include "analyzer/dissection/observation.h"
#include "plugin/wire/bytes.h"

namespace capf::dissection {

// Of a payload of `length` bytes on the wire, of which `captured` are there, from its first on.
[[nodiscard]] PayloadPrint print_of(wire::Bytes captured, std::uint32_t length);

}  // namespace capf::dissection
