// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/duplicates.h"

#include <utility>

namespace capf::batch {

Duplicates::Duplicates(const std::vector<ListedCapture> &captures)
    : group_of_(captures.size(), kAlone), hashes_(captures.size()), done_(captures.size()) {
    std::map<std::pair<std::uint64_t, std::size_t>, std::vector<std::size_t>> by_size;
    for (std::size_t i = 0; i < captures.size(); ++i) {
        // An empty file, a pipe or a device has no content to compare.
        if (!captures[i].problem.empty() || captures[i].size == 0) continue;
        by_size[{captures[i].size, captures[i].paths.size()}].push_back(i);
    }
    for (auto &[size, members] : by_size) {
        if (members.size() < 2) continue;
        for (const std::size_t member : members) group_of_[member] = groups_.size();
        const std::size_t waiting = members.size();
        groups_.push_back({std::move(members), waiting});
    }
}

bool Duplicates::set_hash(std::size_t capture, const std::string &hash) {
    hashes_[capture] = hash;
    return --groups_[group_of_[capture]].waiting == 0;
}

const std::vector<std::size_t> &Duplicates::group(std::size_t capture) const {
    return groups_[group_of_[capture]].members;
}

std::optional<std::size_t> Duplicates::original(std::size_t capture) const {
    if (hashes_[capture].empty()) return std::nullopt;
    std::optional<std::size_t> first;
    for (const std::size_t member : group(capture)) {
        if (hashes_[member] != hashes_[capture]) continue;
        if (done_[member]) return member == capture ? std::nullopt : std::optional(member);
        if (!first) first = member;
    }
    return first == capture ? std::nullopt : first;
}

}  // namespace capf::batch
