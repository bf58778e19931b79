// SPDX-License-Identifier: GPL-2.0-or-later
// Where a capture shows that something is missing from it: what the remarks on it are made of. Those of several parts
// of a capture can be put together.
#pragma once

#include <vector>

#include "analyzer/findings/evidence.h"
#include "analyzer/phones/timeline.h"

namespace capf::judge {

// The first few of one kind.
class Examples {
public:
    static constexpr std::size_t kMost = 10;
    struct Example {
        dissection::FrameTime order;  // of what it is an example of
        dissection::FrameTime at;     // the frame to show
    };

    // In the order of `order`.
    void add(const dissection::FrameTime &order, const dissection::FrameTime &at);
    void add(const dissection::FrameTime &at) { add(at, at); }
    void merge(const Examples &other);
    [[nodiscard]] const std::vector<Example> &list() const { return list_; }
    [[nodiscard]] bool empty() const { return list_.empty(); }

private:
    std::vector<Example> list_;
};

struct CaptureExamples {
    Examples connections_without_start, answers_without_request;
    Examples phones_without_list;  // nor CAPF
    Examples transfers_without_end, connections_without_end;
    Examples connections_with_gaps, transfers_with_gaps;  // over TFTP
    Examples one_sided;
    bool two_sided = false;  // of some connection, both sides are there

    void merge(const CaptureExamples &other);
};

[[nodiscard]] CaptureExamples find_examples(const phones::Timeline &timeline);

}  // namespace capf::judge
