// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/commands.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/language_option.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/language/translate.h"
#include "analyzer/logs/input/content_kind.h"

namespace capf::cli {
namespace {

constexpr Command kCommands[] = {
    {"check", N_("judge captures, phone by phone (the default)"), run_check},
    {"watch", N_("watch phones while they reset: an interface, a growing capture, a pipe"), run_watch},
    {"batch", N_("judge folders of captures, each in a process of its own"), run_batch},
    {"merge", N_("join the results of several batches"), run_merge},
    {"show", N_("print a .tlv, .sgn, .enc.sgn or .cnf.xml like CUCM's show itl, and verify it"), run_show},
    {"export", N_("extract phone files, certificates and a small capture from captures"), run_export},
    {"pair", N_("join captures of one event, taken at the phone and at CUCM"), run_pair},
    {"explain", N_("what a code or another word of a report means, and what to do about it"), run_explain},
};

constexpr const char *kExplain = "--explain";

constexpr const char *kGenerate = "generate";

const Command *find_command(std::string_view name) {
    const auto *found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                     [&](const Command &command) { return name == command.name; });
    return found == std::end(kCommands) ? nullptr : found;
}

bool is_signed_file(const std::string &path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return false;  // what is read of a pipe is gone
    std::ifstream file(path, std::ios::binary);
    char begin[3] = {};
    return file.read(begin, sizeof begin) && logs::is_signed_file({begin, sizeof begin});
}

// Trust lists and signed files instead of captures: they are shown and verified, which is all that can be done.
int check_or_show(const Arguments &arguments) {
    const bool shown = !arguments.empty() && std::ranges::all_of(arguments, is_signed_file);
    return shown ? run_show(arguments) : run_check(arguments);
}

// The command that a first argument which is no file is nearly the name of; empty where there is none.
std::string command_meant(const std::string &first) {
    std::error_code error;
    if (first.starts_with("-") || first.find('.') != std::string::npos || std::filesystem::exists(first, error))
        return "";
    std::vector<std::string> names;
    for (const Command &command : kCommands) names.emplace_back(command.name);
    return closest(first, names);
}

std::string list_of_commands() {
    std::string list;
    for (const Command &command : kCommands) list += fmt::format("  {:<8} {}\n", command.name, tr(command.summary));
    return list;
}

// Of a call without arguments.
int tell_usage() {
    const std::string usage = tr_format(
        "usage: capfcheck [check] [OPTION...] FILE...  or  capfcheck COMMAND [OPTION...] ...\n\n"
        "{}\n"
        "Example: capfcheck phone.pcapng\n"
        "More: capfcheck --help, capfcheck COMMAND --help, man capfcheck\n",
        list_of_commands());
    std::fputs(usage.c_str(), stderr);
    return kUsageError;
}

std::string main_help() {
    return tr_format(
        "Did the Cisco IP phones in a capture get their encrypted configuration, and if not, why?\n\n"
        "usage: capfcheck [check] [OPTION...] FILE...  or  capfcheck COMMAND [OPTION...] ...\n\n"
        "{}\n"
        "Common options: --failed, --phone NAME, --keylog FILE, --format html|json|csv, -o FILE.\n"
        "capfcheck COMMAND --help lists them all.\n\n"
        "Examples:\n"
        "  capfcheck phone.pcapng\n"
        "  capfcheck phone.pcapng logs.tar.gz\n"
        "  capfcheck --keylog capf.keylog --format json phone.pcapng > verdict.json\n"
        "  capfcheck pair phone.pcap cucm.cap\n"
        "  capfcheck explain capf-refused\n\n"
        "Exit status: 0 every phone got its encrypted configuration or needs none, 1 one failed, 2 usage error,\n"
        "3 a capture does not show enough, 4 a file cannot be read to its end, 130 interrupted.\n",
        list_of_commands());
}

// "help COMMAND" is "COMMAND --help".
int help_on(const std::string &name) {
    if (const Command *command = find_command(name)) return command->run({"--help"});
    std::vector<std::string> names;
    for (const Command &command : kCommands) names.emplace_back(command.name);
    complain_of("help", name, not_one_of(name, names));
    return kUsageError;
}

}  // namespace

const char *summary_of(const std::string &name) {
    const Command *command = find_command(name);
    return command == nullptr ? "" : command->summary;
}

std::span<const Command> commands() {
    return kCommands;
}

std::vector<CommandDescription> describe_commands() {
    std::vector<CommandDescription> all;
    for (const Command &command : kCommands) {
        CommandLine::describe_into(&all.emplace_back());
        (void)command.run({});
    }
    CommandLine::describe_into(nullptr);
    return all;
}

int run(int argc, char **argv) {
    Arguments all(argv + std::min(argc, 1), argv + argc);
    if (!take_language(all)) return kUsageError;
    if (all.empty()) return tell_usage();
    const Arguments rest(all.begin() + 1, all.end());
    const std::string &first = all.front();
    if (first == "help" && !rest.empty()) return help_on(rest.front());
    if (first == "--help" || first == "-h" || first == "help") return print_to_stdout(main_help());
    if (first == "--version") {
        return print_to_stdout(
            tr_format("capfcheck {0} with Wireshark {1}\n", CAPF_VERSION, dissection::wireshark_version()));
    }
    if (first == kExplain) return run_explain(rest);
    if (first.starts_with(std::string(kExplain) + "=")) {
        return run_explain({first.substr(std::string_view(kExplain).size() + 1)});
    }
    if (first == kGenerate) return run_generate(rest);
    if (const Command *command = find_command(first)) {
        return command->run == run_check ? check_or_show(rest) : command->run(rest);
    }
    if (const std::string meant = command_meant(first); !meant.empty()) {
        complain(tr_format("{0} is neither a command nor a file; did you mean {1}?", first, meant));
        return kUsageError;
    }
    return check_or_show(all);
}

}  // namespace capf::cli
