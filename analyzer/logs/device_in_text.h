// SPDX-License-Identifier: GPL-2.0-or-later
// Names of phones in a log's text and file names.
#pragma once

#include <string>
#include <string_view>

namespace capf::logs {

// The first name of the form SEP and twelve hexadecimal digits, in upper case; logs write it in lower case too. Empty
// without one.
[[nodiscard]] std::string device_in(std::string_view text);

}  // namespace capf::logs
