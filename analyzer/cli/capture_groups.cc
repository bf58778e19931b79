// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/capture_groups.h"

#include "analyzer/capture/formats/rotated_set.h"

namespace capf::cli {

void CaptureGroups::add_options(CommandLine &line) {
    line.add_arguments("FILE", paths_, "captures of any type that Wireshark opens; - is standard input", false);
    line.add_flag("--no-join", no_join_,
                  "read each file of a rotated set (NAME.cap0, NAME.cap1 …) as a capture of its own");
}

std::vector<std::vector<std::string>> CaptureGroups::groups() const {
    if (!no_join_) return capture::join_rotated_sets(paths_);
    std::vector<std::vector<std::string>> alone;
    alone.reserve(paths_.size());
    for (const std::string &path : paths_) alone.push_back({path});
    return alone;
}

}  // namespace capf::cli
