// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/fragment_tracker.h"

#include <algorithm>
#include <iterator>

namespace capf::capture {

FragmentTracker::Key FragmentTracker::key_of(const PacketHeaders &headers) {
    return {headers.source(), headers.destination(), headers.fragment_id, headers.protocol};
}

std::vector<NumberedRecord> FragmentTracker::decided(const PacketHeaders &first, bool matters) {
    const Key key = key_of(first);
    const auto [at, fresh] = decisions_.insert_or_assign(key, matters);
    if (fresh) order_.push_back(key);
    if (order_.size() > kDatagrams) {
        decisions_.erase(order_.front());
        order_.pop_front();
    }
    std::vector<NumberedRecord> result;
    released_.clear();
    for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
        if (waiting->key == key) {
            if (matters) released_.push_back(std::move(*waiting));
            waiting = waiting_.erase(waiting);
        } else {
            ++waiting;
        }
    }
    for (Waiting &one : released_) {
        one.frame.record.bytes = one.bytes.data();
        result.push_back(one.frame);
    }
    return result;
}

bool FragmentTracker::later(const PacketHeaders &headers, const Record &record, std::uint32_t number) {
    const Key key = key_of(headers);
    if (const auto found = decisions_.find(key); found != decisions_.end()) return found->second;
    waiting_.push_back({key, {number, record}, {record.bytes, record.bytes + record.captured}});
    if (waiting_.size() > kWaiting) waiting_.pop_front();
    return false;
}

}  // namespace capf::capture
