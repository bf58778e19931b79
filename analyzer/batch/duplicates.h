// SPDX-License-Identifier: GPL-2.0-or-later
// Which captures have one content. Only those of one size are compared, by their hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/batch/capture_list.h"

namespace capf::batch {

// Captures that are equal in size and number of files.
struct SizeGroup {
    std::vector<std::size_t> members;  // in the order of the list
    std::size_t waiting = 0;           // whose hash is not there yet
};

class Duplicates {
public:
    explicit Duplicates(const std::vector<ListedCapture> &captures);

    // The capture has no other of its size, or nothing to compare.
    [[nodiscard]] bool is_alone(std::size_t capture) const { return group_of_[capture] == kAlone; }
    // The capture has a result already, and with it perhaps its hash: it is the original of those that equal it.
    void set_done(std::size_t capture) { done_[capture] = true; }
    // Empty: it could not be read, and equals nothing. True when the whole group can be judged now.
    bool set_hash(std::size_t capture, const std::string &hash);
    [[nodiscard]] const std::string &hash(std::size_t capture) const { return hashes_[capture]; }
    [[nodiscard]] const std::vector<std::size_t> &group(std::size_t capture) const;
    // Of a group that can be judged: the capture that has this one's content and comes before it, or nothing.
    [[nodiscard]] std::optional<std::size_t> original(std::size_t capture) const;

private:
    static constexpr std::size_t kAlone = SIZE_MAX;

    std::vector<SizeGroup> groups_;
    std::vector<std::size_t> group_of_;
    std::vector<std::string> hashes_;
    std::vector<bool> done_;
};

}  // namespace capf::batch
