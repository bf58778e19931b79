// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration file: options about keys and ports that are to hold for every call.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace capf::cli {

struct Setting {
    std::string name;   // of the option, without dashes
    std::string value;  // files with their folder
};

// The options that may stand in it.
[[nodiscard]] const std::vector<std::string> &configuration_names();

// Lines "name = value"; blank lines, and what follows a # at the beginning of a line, say nothing. Relative files are
// taken from `folder`, "~/" from the home folder. Nothing, and "line 3: …" in `error`, when a line is something else.
[[nodiscard]] std::optional<std::vector<Setting>> parse_configuration(std::string_view text, const std::string &folder,
                                                                      std::string &error);

// $XDG_CONFIG_HOME/capfcheck/config, or ~/.config/capfcheck/config; empty without a home.
[[nodiscard]] std::string usual_configuration_path();

// What `path` says; of the usual file, nothing when there is none. Nothing, and told on stderr, after an error.
[[nodiscard]] std::optional<std::vector<Setting>> read_configuration(const std::optional<std::string> &path);

}  // namespace capf::cli
