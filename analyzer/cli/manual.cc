// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/manual.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/configuration_file.h"
#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/sentence.h"
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
    // Lines of a language without blanks cannot be adjusted.
    const bool adjusts = language::chosen() == "en";
    return fmt::format(".\\\" Made from the program's option table.\n.TH {} 1 \"\" \"capfcheck {}\" \"{}\"\n{}",
                       roff(wire::upper(name)), CAPF_VERSION, tr("User Commands"), adjusts ? "" : ".ad l\n");
}

std::string heading(const char *words) {
    return fmt::format(".SH {}\n", words);
}

std::string option_entry(const OptionDescription &option) {
    std::string names;
    for (const std::string &name : option.names) {
        names += (names.empty() ? "" : ", ") + fmt::format("\\fB{}\\fR", roff(name));
    }
    if (!option.type.empty() && !option.is_argument) names += fmt::format(" \\fI{}\\fR", roff(option.type));
    std::string text = roff(option.text);
    if (option.repeats && !option.is_argument) text += tr(". May be given several times");
    return fmt::format(".TP\n{}\n{}\n", names, report::sentence(text));
}

// "Examples:" and what is indented below it stay as they are written.
std::string footer(const std::string &text) {
    const std::size_t examples = text.find(std::string(tr("Examples:")) + "\n");
    const std::string before = text.substr(0, examples);
    std::string result;
    if (const std::size_t colon = before.find(": ");
        before.starts_with(tr("Exit status")) && colon != std::string::npos) {
        result += heading(tr("EXIT STATUS")) +
                  roff(before.substr(colon + 2, before.find_last_not_of('\n') - colon - 1)) + "\n";
    }
    if (examples == std::string::npos) return result;
    return result + heading(tr("EXAMPLES")) + ".nf\n" + roff(text.substr(text.find('\n', examples) + 1)) + ".fi\n";
}

}  // namespace

std::string command_manual(const CommandDescription &command) {
    std::string arguments, positional, options;
    for (const OptionDescription &option : command.options) {
        if (option.is_argument) {
            const std::string name =
                fmt::format("\\fI{}\\fR{}", roff(option.names.front()), option.repeats ? "..." : "");
            arguments += option.is_required ? " " + name : " [" + name + "]";
            positional += option_entry(option);
        } else {
            options += option_entry(option);
        }
    }
    const std::string name = roff(command.name);
    return title("capfcheck-" + command.name) + heading(tr("NAME")) +
           fmt::format("capfcheck\\-{} \\- {}\n", name, roff(tr(summary_of(command.name)))) + heading(tr("SYNOPSIS")) +
           fmt::format("\\fBcapfcheck {}\\fR [\\fI{}\\fR...]{}\n", name, tr("OPTION"), arguments) +
           heading(tr("DESCRIPTION")) + roff(command.description) + "\n" + heading(tr("ARGUMENTS")) + positional +
           heading(tr("OPTIONS")) + options + footer(command.footer) + heading(tr("SEE ALSO")) +
           "\\fBcapfcheck\\fR(1)\n";
}

std::string main_manual(const std::vector<CommandDescription> &commands) {
    std::string list, pages;
    for (const CommandDescription &command : commands) {
        list += fmt::format(".TP\n\\fB{}\\fR\n", roff(command.name)) +
                tr_format("{0}. See {1}.\n", roff(tr(summary_of(command.name))),
                          fmt::format("\\fBcapfcheck\\-{}\\fR(1)", roff(command.name)));
        pages += fmt::format("{}\\fBcapfcheck\\-{}\\fR(1)", pages.empty() ? "" : ",\n", roff(command.name));
    }
    std::string settings;
    for (const std::string &name : configuration_names()) settings += (settings.empty() ? "" : ", ") + name;
    return title("capfcheck") + heading(tr("NAME")) + "capfcheck \\- " +
           tr("did Cisco IP phones get their encrypted configuration, and if not, why") + "\n" +
           heading(tr("SYNOPSIS")) +
           tr("\\fBcapfcheck\\fR [\\fBcheck\\fR] [\\fIOPTION\\fR...] \\fIFILE\\fR...\n.br\n"
              "\\fBcapfcheck\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] ...\n") +
           heading(tr("DESCRIPTION")) +
           tr("Replays packet captures through Wireshark's dissectors, and its own for CAPF, TVS and signed "
              "phone\n"
              "files, and says, phone by phone, which step of the encrypted configuration failed, why, on which\n"
              "frames, and what to do.\n") +
           heading(tr("COMMANDS")) + list + heading(tr("OPTIONS")) + ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\n" +
           tr("Print help; after a command, the command's own.\n") + ".TP\n\\fB\\-\\-lang\\fR \\fILANG\\fR\n" +
           tr_format("Language of reports, messages and help: {}. By default, the environment chooses.\n",
                     fmt::join(language::available(), ", ")) +
           ".TP\n\\fB\\-\\-version\\fR\n" + tr("Print the version.\n") + heading(tr("EXIT STATUS")) + ".TP\n0\n" +
           tr("Every phone got its encrypted configuration or needs none.\n") + ".TP\n1\n" +
           tr("At least one phone failed.\n") + ".TP\n2\n" + tr("Usage error.\n") + ".TP\n3\n" +
           tr("No failure, but a capture does not show enough, or holds no phone.\n") + ".TP\n4\n" +
           tr("A capture could not be read to its end; what could be read is reported.\n") + ".TP\n130\n" +
           tr("Interrupted; what was read by then is reported.\n") + heading(tr("FILES")) +
           ".TP\n\\fI$XDG_CONFIG_HOME/capfcheck/config\\fR (else \\fI~/.config/capfcheck/config\\fR)\n" +
           tr_format(
               "Keys and ports that are always used: lines \\fIname = value\\fR with the names {}; # begins "
               "a\ncomment. "
               "Relative paths begin at the folder of this file, ~/ at the home folder. \\fB\\-\\-config\\fR "
               "\\fIFILE\\fR\nreads another one.\n",
               roff(settings)) +
           ".TP\n\\fI$XDG_STATE_HOME/capfcheck/redact\\-*.key\\fR (else below \\fI~/.local/state\\fR)\n" +
           tr("Keys that \\fB\\-\\-redact\\fR made.\n") + heading(tr("ENVIRONMENT")) +
           ".TP\n\\fBLANGUAGE\\fR, \\fBLC_ALL\\fR, \\fBLC_MESSAGES\\fR, \\fBLANG\\fR\n" +
           tr("The language, as gettext chooses it.\n") + ".TP\n\\fBNO_COLOR\\fR\n" +
           tr("When set and not empty, no colour unless \\fB\\-\\-color always\\fR is given.\n") + ".TP\n\\fBTZ\\fR\n" +
           tr("The time zone of \\fB\\-\\-time local\\fR.\n") + heading(tr("SEE ALSO")) + pages +
           ",\n\\fBtshark\\fR(1), \\fBwireshark\\fR(1)\n";
}

}  // namespace capf::cli
