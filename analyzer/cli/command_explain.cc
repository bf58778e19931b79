// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck explain [WORD...]
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/findings/vocabulary.h"
#include "analyzer/report/code_text.h"
#include "analyzer/report/word_text.h"
#include "plugin/wire/ascii.h"

namespace capf::cli {
namespace {

constexpr const char *kFooter =
    "Examples:\n"
    "  capfcheck explain                    all codes, one per line\n"
    "  capfcheck explain certhash-stale\n"
    "  capfcheck explain inferred not-seen  any other word of a report\n";

int unknown_word(const std::string &word) {
    std::vector<std::string> known;
    known.reserve(findings::kCodes.size() + report::word_texts().size());
    for (const findings::CodeEntry &entry : findings::kCodes) known.emplace_back(entry.name);
    for (const report::WordText &one : report::word_texts()) known.emplace_back(one.word);
    const std::string near = closest(word, known);
    complain(word + " is no word of a report; " +
             (near.empty() ? "capfcheck explain lists the codes" : "did you mean " + near + "?"));
    return kUsageError;
}

// As reports write it: in lower case, with hyphens.
std::string as_printed(std::string word) {
    for (char &c : word) c = c == '_' ? '-' : wire::lower(c);
    return word;
}

std::string meaning_of_word(const std::string &word) {
    const auto code = findings::code_named(word);
    return (code ? report::explanation(*code) : "") + report::word_explanation(word);
}

}  // namespace

int run_explain(const Arguments &arguments) {
    CommandLine line("explain", "Explains what a code, or another word of a report, means, and what to do about it.",
                     kFooter);
    std::vector<std::string> words;
    line.add_arguments("WORD", words, "codes and other words as in the report; without one, all codes are listed",
                       false);
    if (const auto status = line.parse(arguments)) return *status;
    if (words.empty()) return print_to_stdout(report::code_list());
    std::string text;
    for (const std::string &word : words) {
        const std::string meaning = meaning_of_word(as_printed(word));
        if (meaning.empty()) return unknown_word(word);
        text += (text.empty() ? "" : "\n") + meaning;
    }
    return print_to_stdout(text);
}

}  // namespace capf::cli
