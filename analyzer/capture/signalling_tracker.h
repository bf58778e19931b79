// SPDX-License-Identifier: GPL-2.0-or-later
// Signalling connections: those that a phone of interest opens are looked into, up to where they show that it works.
#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/capture/flow_key.h"

namespace capf::capture {

class SignallingTracker {
public:
    // Whether a segment of the connection matters. What the phone is when the connection is first seen decides about
    // it: a later part of an older connection would look like the beginning of a new one.
    bool matters(const FlowKey &flow, bool begins, bool phone_is_known);

private:
    // Until then a phone has registered and subscribed.
    static constexpr std::uint32_t kFrames = 200;
    static constexpr std::size_t kMost = 512U * 1024;  // connections
    struct Entry {
        std::uint64_t hash = 0;  // 0: free. Two connections with one hash are as unlikely as can be
        std::uint32_t frames_left = 0;
    };
    Entry *find(std::uint64_t hash);
    void grow();

    std::vector<Entry> entries_ = std::vector<Entry>(1024);  // open addressing
    std::size_t used_ = 0;
};

}  // namespace capf::capture
