// SPDX-License-Identifier: GPL-2.0-or-later
// Requests to be registered that nobody answered.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analyzer/dissection/observation.h"

namespace capf::phones {

// A request to be registered that has no final answer in the capture.
struct UnansweredRequest {
    static constexpr std::size_t kFramesKept = 16;

    dissection::RegistrationRequest request;         // as first sent
    std::vector<dissection::FrameTime> sent;         // each time, apart from copies of a frame; at most kFramesKept
    std::optional<dissection::FrameTime> trying;     // a provisional answer, the first
    std::vector<dissection::FrameTime> unreachable;  // ICMP errors about it; at most kFramesKept
};

// All are in the order of time, as is what is returned: by when each was first sent. `errors` are about SIP over UDP.
[[nodiscard]] std::vector<UnansweredRequest> unanswered_requests(
    const std::vector<dissection::RegistrationRequest> &requests, const std::vector<dissection::Registration> &answers,
    const std::vector<dissection::Unreachable> &errors);

}  // namespace capf::phones
