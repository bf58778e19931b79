// SPDX-License-Identifier: GPL-2.0-or-later
// Two captures from files to one report.
#pragma once

#include <string>

#include "analyzer/check_capture.h"
#include "analyzer/pair/pair_report.h"

namespace capf {

// Needs dissection::prepare_epan() first. `cucm` gets what CUCM's capture says alone: why it cannot be read, if so.
[[nodiscard]] pair::PairReport check_pair(const std::string &phone_path, const std::string &cucm_path,
                                          const CheckOptions &options, findings::CaptureReport &cucm);

}  // namespace capf
