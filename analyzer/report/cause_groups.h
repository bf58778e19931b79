// SPDX-License-Identifier: GPL-2.0-or-later
// Which phones have the same cause.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// A phone by its places in the list of captures and in its capture.
struct PhoneRef {
    const findings::CaptureReport *capture = nullptr;
    std::size_t capture_index = 0, phone_index = 0;

    [[nodiscard]] const findings::PhoneReport &phone() const { return capture->phones[phone_index]; }
};

// Those that failed first, then the undecided ones, then the rest; else in the order of the captures.
[[nodiscard]] std::vector<PhoneRef> failures_first(std::span<const findings::CaptureReport> captures);

struct CauseGroup {
    findings::Code code;
    std::vector<PhoneRef> phones;
    std::vector<std::string> to_do;  // as far as it is the same for all of them
    bool inferred = true;            // for all of them
};

// The failed phones by their likeliest cause, the most frequent cause first.
[[nodiscard]] std::vector<CauseGroup> group_by_cause(std::span<const PhoneRef> phones);

}  // namespace capf::report
