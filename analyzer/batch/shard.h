// SPDX-License-Identifier: GPL-2.0-or-later
// A part of a corpus, for one of several machines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/batch/capture_list.h"

namespace capf::batch {

struct Shard {
    std::uint64_t number = 1, of = 1;  // number counts from 1
};

// "2/16"; nothing when it is no part of a whole.
[[nodiscard]] std::optional<Shard> parse_shard(const std::string &text);
// The captures of the shard. Which shard a capture is in depends on its name below the folder that was given and on how
// many shards there are, on nothing else: neither on the machine, nor on the other captures.
[[nodiscard]] std::vector<ListedCapture> captures_of(const Shard &shard, std::vector<ListedCapture> captures);

}  // namespace capf::batch
