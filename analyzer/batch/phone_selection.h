// SPDX-License-Identifier: GPL-2.0-or-later
// Which phones a batch writes and counts, when that is not all of them.
#pragma once

#include <vector>

#include "analyzer/batch/record.h"
#include "analyzer/findings/capture_report.h"

namespace capf::batch {

class PhoneSelection {
public:
    PhoneSelection() = default;
    virtual ~PhoneSelection() = default;
    PhoneSelection(const PhoneSelection &) = delete;
    PhoneSelection &operator=(const PhoneSelection &) = delete;

    // Leaves the selected phones, before they are redacted. Returns the exit status of `check` for the capture.
    [[nodiscard]] virtual int keep(findings::CaptureReport &report) const = 0;
    // The same with a result from before. `redacted`: names in it are not those that were asked for.
    [[nodiscard]] virtual int keep(RecordFacts &facts, bool redacted) const = 0;

    // For each name that was asked for, whether a phone had it. Workers tell their parent.
    [[nodiscard]] virtual std::vector<bool> met() const = 0;
    virtual void add_met(const std::vector<bool> &met) const = 0;
};

}  // namespace capf::batch
