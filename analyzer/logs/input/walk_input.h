// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that is in a file: itself, or what an archive holds, through archives in archives. Nothing is ever written
// but to files without a name.
#pragma once

#include <cstdint>
#include <string>

#include "analyzer/logs/input/input_sink.h"

namespace capf::logs {

// Of each file that the user gives. Beyond them the rest of it is not read, and that is said.
struct WalkLimits {
    int depth = 8;                                // containers in containers
    std::uint64_t files = 100'000;                // in all its archives
    std::uint64_t bytes = 64ULL << 30;            // that one layer of containers unpacks to
    std::uint64_t kept_bytes = 4ULL << 30;        // of what must be unpacked as a whole
    std::uint64_t ratio = 250;                    // of bytes unpacked to its size: logs come to 10 to 100
    std::uint64_t ratio_counts_from = 256 << 20;  // bytes unpacked; a small bomb does no harm
};
inline constexpr std::uint64_t kMostNotices = 100;  // of one file that the user gives

// Reads `path` where it leads to a file or a pipe. Never fails: what cannot be read is a notice to `sink`.
void walk_input(const std::string &path, const WalkLimits &limits, InputSink &sink);

// A look at a file.
struct PeekedFile {
    ContentKind kind = ContentKind::empty;  // of one that is compressed, what is in it, where that is no container
    std::string beginning;                  // likewise
};
// ContentKind::empty also when it cannot be read. `path` leads to a file: a pipe cannot be read twice.
[[nodiscard]] PeekedFile peek(const std::string &path);

}  // namespace capf::logs
