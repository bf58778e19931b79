// SPDX-License-Identifier: GPL-2.0-or-later
// Files out of an archive that come before it is their turn: kept in one file without a name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "analyzer/capture/formats/byte_source.h"

namespace capf::logs {

class EarlyFiles {
public:
    struct Place {
        std::uint64_t begin = 0, end = 0;
        // What there was no room for, which `content` has given already; it stands before what that still has.
        std::string not_kept;
    };

    EarlyFiles() = default;
    ~EarlyFiles();
    EarlyFiles(const EarlyFiles &) = delete;
    EarlyFiles &operator=(const EarlyFiles &) = delete;

    // Keeps all of `content`, or what there is room for.
    [[nodiscard]] Place keep(capture::ByteSource &content);
    [[nodiscard]] std::unique_ptr<capture::ByteSource> content(const Place &place) const;

private:
    int file_ = -1;
    std::uint64_t size_ = 0;
};

inline constexpr std::uint64_t kMostKeptEarly = 4ULL << 30;  // bytes

}  // namespace capf::logs
