// SPDX-License-Identifier: GPL-2.0-or-later
// One capture from file to report: the way data flows, in one function.
#pragma once

#include <set>
#include <string>

#include "analyzer/sequence/phone_story.h"
#include "analyzer/sequence/verdict.h"

namespace capf {

struct CheckOptions {
    sequence::SequenceOptions sequence;
    std::set<std::uint16_t> capf_ports{phones::kCapfPort};
};

// Needs dissection::start_epan() first. Never fails: a file that cannot be read is a report that says so.
[[nodiscard]] sequence::CaptureReport check_capture(const std::string &path, const CheckOptions &options);

}  // namespace capf
