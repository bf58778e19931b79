// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/show/file_listing.h"

namespace capf::report {

// One JSON object (schema_version 1) with all files, indented, ending in a newline. Secrets are masked unless
// `show_secrets`.
[[nodiscard]] std::string file_json(const std::vector<show::FileListing> &files, bool show_secrets);

}  // namespace capf::report
