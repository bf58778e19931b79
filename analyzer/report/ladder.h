// SPDX-License-Identifier: GPL-2.0-or-later
// The story of one phone as arrows between it and its servers: computed here, drawn elsewhere.
#pragma once

#include <string>
#include <vector>

#include "analyzer/sequence/verdict.h"

namespace capf::report {

struct Arrow {
    sequence::FrameTime at;
    std::string from, to;  // addresses
    sequence::Service service = sequence::Service::files;
    bool from_phone = false;
    std::string text;
};

// Earliest first.
[[nodiscard]] std::vector<Arrow> make_ladder(const sequence::PhoneReport &phone);

}  // namespace capf::report
