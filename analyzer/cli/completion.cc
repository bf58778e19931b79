// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/completion.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/cli/commands.h"

namespace capf::cli {
namespace {

bool takes_folder(const OptionDescription &option) {
    return option.type.starts_with("DIR");
}
bool takes_file(const OptionDescription &option) {
    return option.type.find("FILE") != std::string::npos;
}

// The arguments without a dash are files, but for those of explain.
bool takes_files(const CommandDescription &command) {
    return std::none_of(command.options.begin(), command.options.end(), [](const OptionDescription &option) {
        return option.is_argument && option.names.front() == "CODE";
    });
}

std::string names_of(const CommandDescription &command) {
    std::vector<std::string> names;
    for (const OptionDescription &option : command.options) {
        if (!option.is_argument) names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return fmt::format("{}", fmt::join(names, " "));
}

std::string command_names(const std::vector<CommandDescription> &commands) {
    std::string names;
    for (const CommandDescription &command : commands) names += (names.empty() ? "" : " ") + command.name;
    return names;
}

// The cases of the word before: what its option takes.
std::string bash_values(const std::vector<CommandDescription> &commands) {
    std::string cases;
    std::vector<std::string> done;
    for (const CommandDescription &command : commands) {
        for (const OptionDescription &option : command.options) {
            if (option.is_argument || option.type.empty()) continue;
            const std::string pattern = fmt::format("{}", fmt::join(option.names, "|"));
            const std::string what = !option.choices.empty() ? fmt::format("-W \"{}\"", fmt::join(option.choices, " "))
                                     : takes_folder(option)  ? "-d"
                                     : takes_file(option)    ? "-f"
                                                             : "-W \"\"";
            // --format has other words in other commands: the first command's, which has them all.
            if (std::find(done.begin(), done.end(), pattern) != done.end()) continue;
            done.push_back(pattern);
            cases += fmt::format("        {}) COMPREPLY=($(compgen {} -- \"$word\")); return ;;\n", pattern, what);
        }
    }
    return cases;
}

// One line of a sentence, without what the shells' own quoting would take; of an apostrophe, its typographic form.
std::string plain(const std::string &text, const std::string &special) {
    std::string result;
    for (const char c : text) {
        if (c == '\n') {
            result += ' ';
        } else if (special.find(c) == std::string::npos) {
            result += c;
        } else if (c == '\'') {
            result += "’";
        }
    }
    return result;
}

std::string zsh_option(const OptionDescription &option) {
    std::string lines;
    for (const std::string &name : option.names) {
        const std::string text = plain(option.text, "[]'\\:");
        const std::string action = option.type.empty() ? ""
                                   : !option.choices.empty()
                                       ? fmt::format(":{}:({})", option.type, fmt::join(option.choices, " "))
                                   : takes_folder(option) ? ":folder:_files -/"
                                   : takes_file(option)   ? ":file:_files"
                                                          : fmt::format(":{}: ", plain(option.type, "[]'\\:"));
        lines += fmt::format("            '{}{}[{}]{}' \\\n", option.repeats ? "*" : "", name, text, action);
    }
    return lines;
}

}  // namespace

std::string bash_completion(const std::vector<CommandDescription> &commands) {
    std::string by_command;
    for (const CommandDescription &command : commands) {
        by_command += fmt::format("        {}) options=\"{}\" ;;\n", command.name, names_of(command));
    }
    return fmt::format(
        "# Completion of capfcheck for bash; made from its option table.\n"
        "_capfcheck() {{\n"
        "    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command=check options\n"
        "    COMPREPLY=()\n"
        "    case \" {0} \" in *\" ${{COMP_WORDS[1]}} \"*) ((COMP_CWORD > 1)) && command=${{COMP_WORDS[1]}} ;; esac\n"
        "    case $before in\n{1}    esac\n"
        "    case $command in\n{2}    esac\n"
        "    if [[ $word == -* ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
        "    elif [[ $command == explain ]]; then\n"
        "        COMPREPLY=($(compgen -W \"$(capfcheck explain 2>/dev/null | awk '/^  / {{print $1}}')\" -- "
        "\"$word\"))\n"
        "    else\n"
        "        compopt -o filenames 2>/dev/null\n"
        "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
        "        ((COMP_CWORD == 1)) && COMPREPLY+=($(compgen -W \"{0} --help --version\" -- \"$word\"))\n"
        "    fi\n"
        "}}\n"
        "complete -F _capfcheck capfcheck\n",
        command_names(commands), bash_values(commands), by_command);
}

std::string zsh_completion(const std::vector<CommandDescription> &commands) {
    std::string names, cases;
    for (const CommandDescription &command : commands) {
        names += fmt::format("    '{}:{}'\n", command.name, plain(summary_of(command.name), "'"));
        std::string options;
        for (const OptionDescription &option : command.options) {
            if (!option.is_argument) options += zsh_option(option);
        }
        const std::string rest = takes_files(command)
                                     ? "'*:file:_files'"
                                     : "'*:code:($(capfcheck explain 2>/dev/null | awk \"/^  / {print \\$1}\"))'";
        cases += fmt::format("        {})\n        _arguments \\\n{}            {} ;;\n", command.name, options, rest);
    }
    return fmt::format(
        "#compdef capfcheck\n"
        "# Completion of capfcheck for zsh; made from its option table.\n"
        "local -a commands\n"
        "commands=(\n{})\n"
        "local command=check\n"
        "if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
        "    _describe command commands\n"
        "    _files\n"
        "    return\n"
        "fi\n"
        "if (( ${{commands[(I)$words[2]:*]}} )); then\n"
        "    command=$words[2]\n"
        "    shift words\n"
        "    (( CURRENT-- ))\n"
        "fi\n"
        "case $command in\n{}esac\n",
        names, cases);
}

std::string fish_completion(const std::vector<CommandDescription> &commands) {
    std::string lines = "# Completion of capfcheck for fish; made from its option table.\n";
    const std::string others = command_names(commands);
    for (const CommandDescription &command : commands) {
        lines += fmt::format("complete -c capfcheck -n '__fish_use_subcommand' -a {} -d '{}'\n", command.name,
                             plain(summary_of(command.name), "'\\"));
    }
    for (const CommandDescription &command : commands) {
        // check needs no name.
        const std::string when = command.name == "check" ? fmt::format("not __fish_seen_subcommand_from {}",
                                                                       others.substr(others.find(' ') + 1))
                                                         : "__fish_seen_subcommand_from " + command.name;
        for (const OptionDescription &option : command.options) {
            if (option.is_argument) continue;
            std::string line = fmt::format("complete -c capfcheck -n '{}'", when);
            for (const std::string &name : option.names) {
                line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            }
            if (!option.type.empty())
                line += option.choices.empty() ? " -r" : fmt::format(" -x -a '{}'", fmt::join(option.choices, " "));
            lines += line + fmt::format(" -d '{}'\n", plain(option.text, "'\\"));
        }
    }
    return lines +
           "complete -c capfcheck -n '__fish_seen_subcommand_from explain' -f -a "
           "\"(capfcheck explain 2>/dev/null | string match -r '^  [a-z0-9.-]+' | string trim)\"\n";
}

}  // namespace capf::cli
