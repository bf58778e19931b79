// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/command_line.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"

namespace capf::cli {
namespace {

constexpr std::size_t kOptionColumn = 40;

std::string list_of(const std::vector<std::string> &choices) {
    std::string list = choices.front() + " (default)";
    for (std::size_t i = 1; i < choices.size(); ++i) list += (i + 1 == choices.size() ? " or " : ", ") + choices[i];
    return list;
}

template <typename Value>
void add_repeated(CLI::App &app, const std::string &name, std::vector<Value> &values, const std::string &text,
                  const std::string &type) {
    app.add_option(name, values, text)
        ->type_name(type + " ...")
        ->expected(1)
        ->allow_extra_args(false)  // what follows the value is an argument
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

CommandLine::CommandLine(const std::string &name, const std::string &description, const std::string &footer)
    : app_(std::make_unique<CLI::App>(description, "capfcheck " + name)) {
    app_->get_formatter()->column_width(kOptionColumn);
    app_->footer(footer);
    app_->allow_extras();  // so that parse() can say what was meant
}

CommandLine::~CommandLine() = default;

void CommandLine::add_argument(const std::string &name, std::string &value, const std::string &text) {
    app_->add_option(name, value, text)->type_name("")->required();
}

void CommandLine::add_arguments(const std::string &name, std::vector<std::string> &values, const std::string &text,
                                bool required) {
    app_->add_option(name, values, text)->type_name("")->required(required);
}

void CommandLine::add_flag(const std::string &name, bool &value, const std::string &text) {
    app_->add_flag(name, value, text);
}

void CommandLine::add_option(const std::string &name, std::string &value, const std::string &text,
                             const std::string &type) {
    app_->add_option(name, value, text)->type_name(type);
}

void CommandLine::add_list(const std::string &name, std::vector<std::string> &values, const std::string &text,
                           const std::string &type) {
    add_repeated(*app_, name, values, text, type);
}

void CommandLine::add_ports(const std::string &name, std::vector<std::uint16_t> &values, const std::string &text) {
    add_repeated(*app_, name, values, text, "PORT");
}

void CommandLine::add_choice(const std::string &name, std::string &value, const std::vector<std::string> &choices,
                             const std::string &type) {
    value = choices.front();
    app_->add_option(name, value, list_of(choices))->type_name(type)->check([choices](const std::string &given) {
        if (std::find(choices.begin(), choices.end(), given) != choices.end()) return std::string();
        return given + " is none of them: " + list_of(choices);
    });
}

int CommandLine::refuse(const std::string &why) const {
    complain(why);
    std::fprintf(stderr, "Try %s --help.\n", app_->get_name().c_str());
    return kUsageError;
}

std::string CommandLine::unknown_option(const std::string &written) const {
    const std::string name = written.substr(0, written.find('='));
    std::vector<std::string> known;
    for (const CLI::Option *option : app_->get_options()) {
        for (const std::string &one : option->get_lnames()) known.push_back("--" + one);
    }
    const std::string near = closest(name, known);
    return name + " is no option of " + app_->get_name() + (near.empty() ? "" : "; did you mean " + near + "?");
}

std::optional<int> CommandLine::parse(const Arguments &arguments) {
    Arguments reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    std::string error;
    try {
        app_->parse(reversed);
    } catch (const CLI::CallForHelp &) {
        return print_to_stdout(app_->help());
    } catch (const CLI::ParseError &problem) {
        error = problem.what();
    }
    // An option that nobody knows explains the error that it led to.
    for (const std::string &extra : app_->remaining()) {
        if (extra.starts_with("-") && extra != "--") return refuse(unknown_option(extra));
    }
    if (!error.empty()) return refuse(error);
    if (!app_->remaining().empty()) return refuse(app_->remaining().front() + " is one argument too many");
    return std::nullopt;
}

}  // namespace capf::cli
