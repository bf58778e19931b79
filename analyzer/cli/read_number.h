// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace capf::cli {

// The value of an option: a number from `least` to `most`, nothing else. False, and told on stderr, when it is none.
[[nodiscard]] bool read_number(const std::string &option, const std::string &text, double least, double most,
                               double &number);

}  // namespace capf::cli
