// SPDX-License-Identifier: GPL-2.0-or-later
// Names of exported files: they come from strangers.
#pragma once

#include <string>
#include <string_view>

namespace capf::exporting {

// wire::safe_file_name(), which leaves no path, and besides: no name that an option could be taken for, none that
// Windows keeps for devices or cannot store, and at most 120 characters.
[[nodiscard]] std::string safe_name(std::string_view name);

// "SEP….cnf.xml" and 2 are "SEP…-2.cnf.xml": before the first ending, so that the kind of file still shows.
[[nodiscard]] std::string numbered_name(const std::string &name, unsigned number);

}  // namespace capf::exporting
