// SPDX-License-Identifier: GPL-2.0-or-later
// A command's arguments: declared, parsed, and told about in one voice. The only place that knows CLI11.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/option_table.h"

namespace CLI {
class App;
}

namespace capf::cli {

// What is declared must live until parse(). All texts are English, and are translated here.
class CommandLine {
public:
    // `name` of the command, without "capfcheck"; `footer` ends its help: exit statuses, examples.
    CommandLine(const std::string &name, const std::string &description, const std::string &footer);
    ~CommandLine();
    CommandLine(const CommandLine &) = delete;
    CommandLine &operator=(const CommandLine &) = delete;

    // Arguments without a dash.
    void add_argument(const std::string &name, std::string &value, const std::string &text);
    void add_arguments(const std::string &name, std::vector<std::string> &values, const std::string &text,
                       bool required);
    // Options: "-o,--output", or the long form alone.
    void add_flag(const std::string &name, bool &value, const std::string &text);
    void add_option(const std::string &name, std::string &value, const std::string &text, const std::string &type);
    // May be repeated, with one value each time.
    void add_list(const std::string &name, std::vector<std::string> &values, const std::string &text,
                  const std::string &type);
    void add_ports(const std::string &name, std::vector<std::uint16_t> &values, const std::string &text);
    // One of `choices`; the first is what `value` is without the option.
    void add_choice(const std::string &name, std::string &value, const std::vector<std::string> &choices,
                    const std::string &type);

    // --config, and the settings of the configuration file for those of its options that this command has.
    void use_configuration();

    // Nothing when the command is to run; else the exit status: 0 after --help, 2 after an error, which was told.
    [[nodiscard]] std::optional<int> parse(const Arguments &arguments);
    // Tells what is wrong, and where help is. Returns the exit status.
    [[nodiscard]] int refuse(const std::string &why) const;

    // While `into` is not null, parse() writes there what the command takes, instead of parsing.
    static void describe_into(CommandDescription *into);

private:
    [[nodiscard]] std::optional<Arguments> with_configuration(const Arguments &arguments) const;
    OptionDescription &note(const std::string &name, const std::string &text, const std::string &type);
    // Of what CLI11 would say in words of its own; returns it.
    std::string note_error(const std::string &error);
    [[nodiscard]] std::string unknown_option(const std::string &written) const;

    std::unique_ptr<CLI::App> app_;
    CommandDescription description_;
    std::string error_;
    bool configurable_ = false;
    std::string configuration_path_;
    std::string language_;  // taken before, and declared for the help
};

}  // namespace capf::cli
