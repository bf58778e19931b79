// SPDX-License-Identifier: GPL-2.0-or-later
// That two captures were given in the wrong order, in words.
#pragma once

#include <string>

#include "analyzer/pair/pair_report.h"

namespace capf::report {

// "PHONE and CUCM seem to be swapped: a.pcap looks like CUCM's capture, b.pcap like the phone's", without a full stop.
// Needs signs of it.
[[nodiscard]] std::string swap_text(const pair::PairReport &report);

// What tells so, in one clause without a full stop.
[[nodiscard]] std::string swap_sign_text(const pair::SwapSign &sign, const pair::PairReport &report);

}  // namespace capf::report
