// SPDX-License-Identifier: GPL-2.0-or-later
// The files that the user named, and those in the folders that he named.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace capf::logs {

struct GivenFile {
    std::string path;
    bool from_folder = false;  // not named itself: whatever it is, it is no mistake
    bool is_regular = false;   // may be read twice
};

struct GivenFiles {
    std::vector<GivenFile> files;  // in the order of `paths`, those of a folder by their names; none twice
    // Folders that cannot be read, and where they hold more than kMostInFolders: the path, and why.
    std::vector<std::pair<std::string, std::string>> problems;
};
inline constexpr std::size_t kMostInFolders = 100'000;  // files

// Looks at names only. Links to folders inside of folders are not followed.
[[nodiscard]] GivenFiles find_given_files(const std::vector<std::string> &paths);

}  // namespace capf::logs
