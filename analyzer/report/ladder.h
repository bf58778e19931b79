// SPDX-License-Identifier: GPL-2.0-or-later
// What went over the wire of one phone, as arrows between it and its servers: computed here, drawn elsewhere.
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

struct Arrow {
    findings::EvidenceRef at;
    std::string from, to;  // addresses
    findings::Service service = findings::Service::files;
    bool from_phone = false;
    std::string text;
};

// Earliest first.
[[nodiscard]] std::vector<Arrow> make_ladder(const findings::PhoneReport &phone);

}  // namespace capf::report
