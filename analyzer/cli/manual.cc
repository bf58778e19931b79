// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/manual.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/configuration_file.h"
#include "plugin/wire/ascii.h"

namespace capf::cli {
namespace {

// Text as roff takes it: a dash is a dash to copy, and no line begins with what roff takes for its own.
std::string roff(const std::string &text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else {
            const bool line_begins = i == 0 || text[i - 1] == '\n';
            if (line_begins && (c == '.' || c == '\'')) result += "\\&";
            result += c;
        }
    }
    return result;
}

std::string title(const std::string &name) {
    return fmt::format(
        ".\\\" Made from the program's option table.\n.TH {} 1 \"\" \"capfcheck {}\" \"User Commands\"\n",
        roff(wire::upper(name)), CAPF_VERSION);
}

std::string summary_of(const std::string &name) {
    for (const Command &command : commands()) {
        if (name == command.name) return command.summary;
    }
    return "";
}

std::string option_entry(const OptionDescription &option) {
    std::string names;
    for (const std::string &name : option.names) {
        names += (names.empty() ? "" : ", ") + fmt::format("\\fB{}\\fR", roff(name));
    }
    if (!option.type.empty() && !option.is_argument) names += fmt::format(" \\fI{}\\fR", roff(option.type));
    std::string text = roff(option.text);
    if (option.repeats && !option.is_argument) text += ". May be given several times";
    return fmt::format(".TP\n{}\n{}.\n", names, text);
}

// "Examples:" and what is indented below it stay as they are written.
std::string footer(const std::string &text) {
    const std::size_t examples = text.find("Examples:\n");
    const std::string before = text.substr(0, examples);
    std::string result;
    if (const std::size_t colon = before.find(": "); before.starts_with("Exit status") && colon != std::string::npos) {
        result +=
            ".SH EXIT STATUS\n" + roff(before.substr(colon + 2, before.find_last_not_of('\n') - colon - 1)) + "\n";
    }
    if (examples == std::string::npos) return result;
    return result + ".SH EXAMPLES\n.nf\n" + roff(text.substr(text.find('\n', examples) + 1)) + ".fi\n";
}

}  // namespace

std::string command_manual(const CommandDescription &command) {
    std::string arguments, positional, options;
    for (const OptionDescription &option : command.options) {
        if (option.is_argument) {
            arguments += fmt::format(" \\fI{}\\fR{}", roff(option.names.front()), option.repeats ? "..." : "");
            positional += option_entry(option);
        } else {
            options += option_entry(option);
        }
    }
    return title("capfcheck-" + command.name) +
           fmt::format(
               ".SH NAME\ncapfcheck\\-{} \\- {}\n.SH SYNOPSIS\n\\fBcapfcheck {}\\fR [\\fIOPTION\\fR...]{}\n"
               ".SH DESCRIPTION\n{}\n.SH ARGUMENTS\n{}.SH OPTIONS\n{}{}.SH SEE ALSO\n\\fBcapfcheck\\fR(1)\n",
               roff(command.name), roff(summary_of(command.name)), roff(command.name), arguments,
               roff(command.description), positional, options, footer(command.footer));
}

std::string main_manual(const std::vector<CommandDescription> &commands) {
    std::string list, pages;
    for (const CommandDescription &command : commands) {
        list += fmt::format(".TP\n\\fB{}\\fR\n{}. See \\fBcapfcheck\\-{}\\fR(1).\n", roff(command.name),
                            roff(summary_of(command.name)), roff(command.name));
        pages += fmt::format("{}\\fBcapfcheck\\-{}\\fR(1)", pages.empty() ? "" : ",\n", roff(command.name));
    }
    std::string settings;
    for (const std::string &name : configuration_names()) settings += (settings.empty() ? "" : ", ") + name;
    return title("capfcheck") +
           fmt::format(
               ".SH NAME\ncapfcheck \\- did Cisco IP phones get their encrypted configuration, and if not, why\n"
               ".SH SYNOPSIS\n\\fBcapfcheck\\fR [\\fBcheck\\fR] [\\fIOPTION\\fR...] \\fICAPTURE\\fR...\n.br\n"
               "\\fBcapfcheck\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] ...\n"
               ".SH DESCRIPTION\n"
               "Replays packet captures with Wireshark's dissectors and those of its own for CAPF, TVS and signed "
               "phone\n"
               "files, and says, phone by phone, which step of the encrypted configuration failed, why, on which\n"
               "frames, and what to do.\n"
               ".SH COMMANDS\n{}"
               ".SH OPTIONS\n.TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nPrint help, of the command when one is named.\n"
               ".TP\n\\fB\\-\\-version\\fR\nPrint the version.\n"
               ".SH EXIT STATUS\n.TP\n0\nEvery phone got its encrypted configuration or needs none.\n.TP\n1\nAt least "
               "one "
               "phone failed.\n.TP\n2\nUsage error.\n.TP\n3\nNo failure, but a capture does not show enough, or holds "
               "no "
               "phone.\n.TP\n4\nA capture could not be read to its end; what could be read is reported.\n"
               ".SH FILES\n.TP\n\\fI$XDG_CONFIG_HOME/capfcheck/config\\fR (else \\fI~/.config/capfcheck/config\\fR)\n"
               "Keys and ports that are always used: lines \\fIname = value\\fR with the names {}; # begins "
               "a\ncomment. "
               "Relative paths begin at the folder of this file, ~/ at the home folder. \\fB\\-\\-config\\fR "
               "\\fIFILE\\fR\nreads another one.\n"
               ".TP\n\\fI$XDG_STATE_HOME/capfcheck/redact\\-*.key\\fR (else below \\fI~/.local/state\\fR)\n"
               "Keys that \\fB\\-\\-redact\\fR made.\n"
               ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nWhen set and not empty, no colour unless \\fB\\-\\-color "
               "always\\fR is given.\n"
               ".TP\n\\fBTZ\\fR\nThe time zone of \\fB\\-\\-time local\\fR.\n"
               ".SH SEE ALSO\n{},\n\\fBtshark\\fR(1), \\fBwireshark\\fR(1)\n",
               list, roff(settings), pages);
}

}  // namespace capf::cli
