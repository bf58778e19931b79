// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/show/file_listing.h"

namespace capf::report {

// One file as CUCM's `show itl` prints it, with byte positions, and what a signed or encrypted file has more. Secrets
// are masked unless `show_secrets`. Ends in a newline.
[[nodiscard]] std::string file_text(const show::FileListing &file, bool show_secrets);

// "FILE: itl, signature valid": one line.
[[nodiscard]] std::string file_line(const show::FileListing &file);

// What is odd about a trust list that is well-formed, a clause each without a full stop.
[[nodiscard]] std::vector<std::string> remarks_text(const show::FileListing &file);

}  // namespace capf::report
