// SPDX-License-Identifier: GPL-2.0-or-later
// The subcommands: one file each, chosen here by the first argument.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace capf::cli {

// What follows the command's name on the command line.
using Arguments = std::vector<std::string>;

struct Command {
    const char *name;
    const char *summary;  // one line of the main help, in English
    int (*run)(const Arguments &arguments);
};

// In the order of the main help; the first is what runs when none is named.
[[nodiscard]] std::span<const Command> commands();

// In English; empty where there is no such command.
[[nodiscard]] const char *summary_of(const std::string &name);

// Runs the command that the arguments name. The result is the program's exit status.
[[nodiscard]] int run(int argc, char **argv);

// Each returns the program's exit status. What is wrong with the arguments is told on stderr.
[[nodiscard]] int run_check(const Arguments &arguments);
[[nodiscard]] int run_watch(const Arguments &arguments);
[[nodiscard]] int run_batch(const Arguments &arguments);
[[nodiscard]] int run_merge(const Arguments &arguments);
[[nodiscard]] int run_show(const Arguments &arguments);
[[nodiscard]] int run_export(const Arguments &arguments);
[[nodiscard]] int run_pair(const Arguments &arguments);
// Writes what is made from the option tables; for the build.
[[nodiscard]] int run_generate(const Arguments &arguments);
[[nodiscard]] int run_explain(const Arguments &arguments);

}  // namespace capf::cli
