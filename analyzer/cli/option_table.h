// SPDX-License-Identifier: GPL-2.0-or-later
// What a command takes, as values: completions and manual pages are made from it, so that they cannot lag behind.
#pragma once

#include <string>
#include <vector>

namespace capf::cli {

struct OptionDescription {
    std::vector<std::string> names;  // "-o", "--output"; of an argument its one name
    std::string type;                // "FILE"; empty for a flag
    std::string text;
    std::vector<std::string> choices;  // of those that take one of a few words
    bool is_argument = false;          // without a dash
    bool is_required = false;          // of an argument
    bool repeats = false;
};

struct CommandDescription {
    std::string name;         // "check"
    std::string description;  // a sentence or two
    std::string footer;       // exit statuses and examples
    std::vector<OptionDescription> options;
};

// All commands of commands(), as their --help shows them.
[[nodiscard]] std::vector<CommandDescription> describe_commands();

}  // namespace capf::cli
