// SPDX-License-Identifier: GPL-2.0-or-later
// Which frames of a capture a slice needs so that it gives the same verdict.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/observation.h"
#include "analyzer/phones/timeline.h"

namespace capf::exporting {

// Takes every observation of the capture, and then answers.
class SliceFrames {
public:
    void add(const dissection::Observation &observation);

    // The frames that were dissected, without the TCP connections that no phone has, and the frames of registrations
    // that were seen without dissection.
    [[nodiscard]] std::set<std::uint32_t> choose(const capture::CaptureFile &file,
                                                 const phones::Timeline &timeline) const;

private:
    std::vector<std::pair<std::uint32_t, std::uint32_t>> streams_;  // frame, tcp.stream
};

}  // namespace capf::exporting
