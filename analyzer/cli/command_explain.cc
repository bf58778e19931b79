// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck explain [CODE...]
#include <fmt/format.h>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/findings/vocabulary.h"
#include "analyzer/report/code_text.h"

namespace capf::cli {
namespace {

constexpr const char *kFooter =
    "Examples:\n"
    "  capfcheck explain                    all codes, one per line\n"
    "  capfcheck explain certhash-stale\n";

int unknown_code(const std::string &code) {
    std::vector<std::string> known;
    known.reserve(findings::kCodes.size());
    for (const findings::CodeEntry &entry : findings::kCodes) known.emplace_back(entry.name);
    const std::string near = closest(code, known);
    complain(code + " is no code; " +
             (near.empty() ? "capfcheck explain lists them all" : "did you mean " + near + "?"));
    return kUsageError;
}

}  // namespace

int run_explain(const Arguments &arguments) {
    CommandLine line("explain", "Explains what a code means and what to do about it.", kFooter);
    std::vector<std::string> codes;
    line.add_arguments("CODE", codes, "codes as in the report; without one, all are listed", false);
    if (const auto status = line.parse(arguments)) return *status;
    if (codes.empty()) return print_to_stdout(report::code_list());
    std::string text;
    for (const std::string &code : codes) {
        const auto known = findings::code_named(code);
        if (!known) return unknown_code(code);
        text += (text.empty() ? "" : "\n") + report::explanation(*known);
    }
    return print_to_stdout(text);
}

}  // namespace capf::cli
