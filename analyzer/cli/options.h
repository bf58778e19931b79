// SPDX-License-Identifier: GPL-2.0-or-later
// The command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/check_capture.h"
#include "analyzer/dissection/epan_host.h"

namespace capf::cli {

enum class Format { text, json };

struct Options {
    std::vector<std::string> captures;
    Format format = Format::text;
    bool show_secrets = false;
    bool color = false;
    dissection::HostOptions host;
    CheckOptions check;
};

// Parses the command line and reads the keys and certificates that it names. Nothing when the program is to end now,
// with `exit_status`: after --help and --version (0), or after an error that was told on stderr (2).
[[nodiscard]] std::optional<Options> parse_options(int argc, char **argv, int &exit_status);

}  // namespace capf::cli
