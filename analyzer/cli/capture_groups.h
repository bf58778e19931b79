// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the files on the command line are one capture.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cli/command_line.h"

namespace capf::cli {

class CaptureGroups {
public:
    // The captures, and --no-join.
    void add_options(CommandLine &line);

    [[nodiscard]] const std::vector<std::string> &paths() const { return paths_; }
    // In the order of the command line.
    [[nodiscard]] std::vector<std::vector<std::string>> groups() const;

private:
    std::vector<std::string> paths_;
    bool no_join_ = false;
};

}  // namespace capf::cli
