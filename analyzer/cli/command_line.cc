// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/command_line.h"

#include <algorithm>
#include <charconv>

#include <CLI/CLI.hpp>

#include "analyzer/cli/configuration_file.h"
#include "analyzer/cli/language_option.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/language/translate.h"

namespace capf::cli {
namespace {

constexpr std::size_t kOptionColumn = 40;

CommandDescription *describing = nullptr;

std::string list_of(const std::vector<std::string> &choices) {
    std::string list = tr_format("{} (default)", choices.front());
    for (std::size_t i = 1; i < choices.size(); ++i) {
        list += i + 1 == choices.size() ? tr_in(NC_("between words", " or ")) : tr_in(NC_("between words", ", "));
        list += choices[i];
    }
    return list;
}

std::string translated(const std::string &text) {
    return std::string(tr(std::string_view(text)));
}

// CLI11's own messages.
std::string parse_error_text(const std::string &english) {
    constexpr std::string_view kRequired = " is required", kMissing = " missing", kOne = ": 1 required ";
    if (english.ends_with(kRequired)) {
        return tr_format("{} is required", english.substr(0, english.size() - kRequired.size()));
    }
    const std::size_t one = english.find(kOne);
    if (one != std::string::npos && english.ends_with(kMissing)) {
        const std::size_t begin = one + kOne.size();
        return tr_format("{0}: 1 required {1} missing", english.substr(0, one),
                         english.substr(begin, english.size() - kMissing.size() - begin));
    }
    constexpr std::string_view kConvert = "Could not convert: ";
    if (english.starts_with(kConvert)) return tr_format("Could not convert: {}", english.substr(kConvert.size()));
    return english;
}

template <typename Value>
CLI::Option *add_repeated(CLI::App &app, const std::string &name, std::vector<Value> &values, const std::string &text,
                          const std::string &type) {
    return app.add_option(name, values, text)
        ->type_name(type + " ...")
        ->expected(1)
        ->allow_extra_args(false)  // what follows the value is an argument
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

// CLI11 from 2.5 on would wrap the footer, and its examples would lose their indentation.
std::string help_of(const CLI::App &app, const std::string &footer) {
    std::string help = app.help();
    help.erase(help.find_last_not_of('\n') + 1);
    return help + "\n\n" + footer + '\n';
}

}  // namespace

CommandLine::CommandLine(const std::string &name, const std::string &description, const std::string &footer)
    : app_(std::make_unique<CLI::App>(translated(description), "capfcheck " + name)) {
    app_->get_formatter()->column_width(kOptionColumn);
    for (const char *label : {N_("Usage"), N_("OPTIONS"), N_("Positionals"), N_("Options"), N_("REQUIRED")}) {
        app_->get_formatter()->label(label, tr(label));
    }
    app_->option_defaults()->group(tr("Options"));
    app_->set_help_flag("-h,--help", tr("Print this help message and exit"));
    app_->allow_extras();  // so that parse() can say what was meant
    description_ = {name, translated(description), translated(footer), {}};
    note("-h,--help", tr("print this help message and exit"), "");
    add_option(kLanguageOption, language_, "language of reports, messages and help (default: from the environment)",
               "LANG");
}

CommandLine::~CommandLine() = default;

void CommandLine::describe_into(CommandDescription *into) {
    describing = into;
}

OptionDescription &CommandLine::note(const std::string &name, const std::string &text, const std::string &type) {
    OptionDescription &option = description_.options.emplace_back();
    for (std::size_t at = 0; at <= name.size();) {
        const std::size_t end = std::min(name.find(',', at), name.size());
        option.names.push_back(name.substr(at, end - at));
        at = end + 1;
    }
    option.type = type;
    option.text = text;
    option.is_argument = name.front() != '-';
    return option;
}

void CommandLine::add_argument(const std::string &name, std::string &value, const std::string &text) {
    app_->add_option(name, value, translated(text))->type_name("")->required();
    note(name, translated(text), "").is_required = true;
}

void CommandLine::add_arguments(const std::string &name, std::vector<std::string> &values, const std::string &text,
                                bool required) {
    app_->add_option(name, values, translated(text))->type_name("")->required(required);
    OptionDescription &argument = note(name, translated(text), "");
    argument.is_required = required;
    argument.repeats = true;
}

void CommandLine::add_flag(const std::string &name, bool &value, const std::string &text) {
    app_->add_flag(name, value, translated(text));
    note(name, translated(text), "");
}

void CommandLine::add_option(const std::string &name, std::string &value, const std::string &text,
                             const std::string &type) {
    app_->add_option(name, value, translated(text))->type_name(type);
    note(name, translated(text), type);
}

void CommandLine::add_list(const std::string &name, std::vector<std::string> &values, const std::string &text,
                           const std::string &type) {
    add_repeated(*app_, name, values, translated(text), type);
    note(name, translated(text), type).repeats = true;
}

void CommandLine::add_ports(const std::string &name, std::vector<std::uint16_t> &values, const std::string &text) {
    add_repeated(*app_, name, values, translated(text), "PORT")->check([this, name](const std::string &given) {
        std::uint16_t port = 0;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), port);
        const bool good = error == std::errc() && end == given.data() + given.size() && port > 0;
        return good ? std::string() : note_error(name + " " + given + ": " + tr("not a port (1 to 65535)"));
    });
    note(name, translated(text), "PORT").repeats = true;
}

void CommandLine::add_choice(const std::string &name, std::string &value, const std::vector<std::string> &choices,
                             const std::string &type) {
    value = choices.front();
    note(name, list_of(choices), type).choices = choices;
    const std::string option = name.substr(name.find_last_of(',') + 1);
    app_->add_option(name, value, list_of(choices))->type_name(type)->check([=, this](const std::string &given) {
        if (std::find(choices.begin(), choices.end(), given) != choices.end()) return std::string();
        return note_error(option + " " + given + ": " + not_one_of(given, choices));
    });
}

std::string CommandLine::note_error(const std::string &error) {
    error_ = error;
    return error;
}

int CommandLine::refuse(const std::string &why) const {
    complain(why);
    std::fputs(tr_format("Try {} --help.\n", app_->get_name()).c_str(), stderr);
    return kUsageError;
}

std::string CommandLine::unknown_option(const std::string &written) const {
    const std::string name = written.substr(0, written.find('='));
    if (is_option_of_a_file(name) && std::ranges::any_of(description_.options, &OptionDescription::is_argument)) {
        return tr_format("{0} has no option {1}; files are given without one", app_->get_name(), name);
    }
    const std::string meant = option_meant(name, description_.options);
    return meant.empty() ? tr_format("{0} has no option {1}", app_->get_name(), name)
                         : tr_format("{0} has no option {1}; did you mean {2}?", app_->get_name(), name, meant);
}

void CommandLine::use_configuration() {
    configurable_ = true;
    add_option("--config", configuration_path_, "read settings (keys and ports) from FILE: lines NAME = VALUE", "FILE");
}

// The settings first, so that what is written on the command line comes after them.
std::optional<Arguments> CommandLine::with_configuration(const Arguments &arguments) const {
    constexpr std::string_view kOption = "--config";
    std::optional<std::string> path;
    for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
        if (arguments[i] == kOption && i + 1 < arguments.size()) path = arguments[i + 1];
        if (arguments[i].starts_with(std::string(kOption) + "=")) path = arguments[i].substr(kOption.size() + 1);
    }
    const auto settings = read_configuration(path);
    if (!settings) return std::nullopt;
    Arguments all;
    for (const Setting &setting : *settings) {
        const std::string option = "--" + setting.name;
        if (app_->get_option_no_throw(option) != nullptr) all.push_back(option + "=" + setting.value);
    }
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

std::optional<int> CommandLine::parse(const Arguments &arguments) {
    if (describing != nullptr) {
        *describing = description_;
        return 0;
    }
    const bool asks_for_help = std::any_of(arguments.begin(), arguments.end(), [](const std::string &argument) {
        return argument == "--help" || argument == "-h";
    });
    const auto all = configurable_ && !asks_for_help ? with_configuration(arguments) : arguments;
    if (!all) return kUsageError;
    Arguments reversed(all->rbegin(), all->rend());  // as CLI11 wants them
    std::string error;
    try {
        app_->parse(reversed);
    } catch (const CLI::CallForHelp &) {
        return print_to_stdout(help_of(*app_, description_.footer));
    } catch (const CLI::ParseError &problem) {
        error = error_.empty() ? parse_error_text(problem.what()) : error_;
    }
    // An option that nobody knows explains the error that it led to.
    for (const std::string &extra : app_->remaining()) {
        if (extra.starts_with("-") && extra != "--") return refuse(unknown_option(extra));
    }
    if (!error.empty()) return refuse(error);
    if (!app_->remaining().empty()) return refuse(tr_format("unexpected argument: {}", app_->remaining().front()));
    return std::nullopt;
}

}  // namespace capf::cli
