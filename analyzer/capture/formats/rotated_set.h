// SPDX-License-Identifier: GPL-2.0-or-later
// Files that rotation split belong together: one event runs over several of them.
#pragma once

#include <string>
#include <vector>

namespace capf::capture {

// Groups paths into captures: the files of a rotated set that were given become one group, in the order in which they
// were written, where the first of them stood; every other path is a group of its own. Only names are looked at. Sets
// are NAME.cap0, NAME.cap1 … or NAME.cap00 … (CUCM's capture-rotate, tcpdump -C, whose first file has no number) and
// NAME_00001_20260131120000.pcapng or NAME_20260131120000_00001.pcapng (dumpcap), compressed or not. A path that is
// given twice is not read twice as one capture.
[[nodiscard]] std::vector<std::vector<std::string>> join_rotated_sets(const std::vector<std::string> &paths);

}  // namespace capf::capture
