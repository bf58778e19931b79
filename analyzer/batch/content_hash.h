// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

namespace capf::batch {

// SHA-256 of the files' content, one after the other, in lower-case hexadecimal; empty when one cannot be read.
[[nodiscard]] std::string content_hash(const std::vector<std::string> &paths);

}  // namespace capf::batch
