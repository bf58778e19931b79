// SPDX-License-Identifier: GPL-2.0-or-later
// What every command does with its arguments: help, unknown options, errors in one voice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "analyzer/cli/commands.h"

namespace capf::cli {

// A command's own parser, with the layout that all share. `name` without "capfcheck".
[[nodiscard]] std::unique_ptr<CLI::App> make_app(const std::string &name, const std::string &description,
                                                 const std::string &footer);

// An option that takes one value and may be repeated.
template <typename Value>
CLI::Option *add_list(CLI::App &app, const std::string &name, std::vector<Value> &values, const std::string &text,
                      const std::string &type = "FILE") {
    return app.add_option(name, values, text + "; may be repeated")
        ->type_name(type)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

// --format, one of `formats`, the first being the default.
CLI::Option *add_format(CLI::App &app, std::string &format, const std::vector<std::string> &formats);

// Nothing when the command is to run; else the exit status: 0 after --help, 2 after an error that was told.
[[nodiscard]] std::optional<int> parse(CLI::App &app, const Arguments &arguments);

}  // namespace capf::cli
