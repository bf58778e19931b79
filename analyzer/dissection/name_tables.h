// SPDX-License-Identifier: GPL-2.0-or-later
// Wireshark 4.0 reads its tables of manufacturers, enterprises and services anew for every capture: some 60 ms and 11
// MB, which it never gives back. They only turn numbers into names, and names are not resolved here.
#pragma once

namespace capf::dissection {

// From now on libwireshark finds none of these tables. Before epan_init().
void hide_name_tables();

}  // namespace capf::dissection
