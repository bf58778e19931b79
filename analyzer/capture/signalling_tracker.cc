// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/signalling_tracker.h"

namespace capf::capture {

// The connection's entry, or the free one where it belongs.
SignallingTracker::Entry *SignallingTracker::find(std::uint64_t hash) {
    const std::size_t mask = entries_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        if (entries_[at].hash == hash || entries_[at].hash == 0) return &entries_[at];
    }
}

void SignallingTracker::grow() {
    std::vector<Entry> old(entries_.size() * 2);
    old.swap(entries_);
    for (const Entry &entry : old) {
        if (entry.hash != 0) *find(entry.hash) = entry;
    }
}

bool SignallingTracker::matters(const FlowKey &flow, bool begins, bool phone_is_known) {
    const std::uint64_t hash = hash_of(flow) | 1U;
    Entry *entry = find(hash);
    if (entry->hash == 0) {
        if (used_ >= kMost) return false;
        if (++used_ * 2 > entries_.size()) {
            grow();
            entry = find(hash);
        }
        *entry = {hash, phone_is_known ? kFrames : 0};
    } else if (begins) {
        entry->frames_left = phone_is_known ? kFrames : 0;
    }
    if (entry->frames_left == 0) return false;
    --entry->frames_left;
    return true;
}

}  // namespace capf::capture
