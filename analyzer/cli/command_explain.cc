// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck explain [WORD...]
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/findings/vocabulary.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/code_text.h"
#include "analyzer/report/term_text.h"
#include "analyzer/report/word_text.h"

namespace capf::cli {
namespace {

constexpr const char *kExplainFooter =
    N_("Examples:\n"
       "  capfcheck explain                    all codes, verdicts and steps, one per line\n"
       "  capfcheck explain all                all words\n"
       "  capfcheck explain certhash-stale\n"
       "  capfcheck explain inferred not-seen  any other word of a report\n");

int unknown_word(const std::string &word) {
    std::vector<std::string> known;
    known.reserve(findings::kCodes.size() + 2 * report::word_texts().size());
    for (const findings::CodeEntry &entry : findings::kCodes) known.emplace_back(entry.name);
    for (const report::WordText &one : report::word_texts()) {
        known.emplace_back(one.name.word);
        known.emplace_back(tr_in(one.name));
    }
    for (std::string &one : report::term_words()) known.push_back(std::move(one));
    const std::string near = closest(word, known);
    complain(near.empty() ? tr_format("{} is not a word that reports use; capfcheck explain all lists them", word)
                          : tr_format("{0} is not a word that reports use; did you mean {1}?", word, near));
    return kUsageError;
}

std::optional<findings::Indication> indication_named(const std::string &word) {
    for (int i = 0; i < static_cast<int>(findings::Indication::count); ++i) {
        if (name_of(static_cast<findings::Indication>(i)) == word) return static_cast<findings::Indication>(i);
    }
    return std::nullopt;
}

std::string meaning_of_word(const std::string &word) {
    const auto code = findings::code_named(word);
    const std::string meaning =
        (code ? report::explanation(*code) : "") + report::word_explanation(word) + report::term_explanation(word);
    const auto indication = code ? std::nullopt : indication_named(word);
    return indication ? meaning + report::explanation(*indication) : meaning;
}

// Reports for people print some as several words: "not seen". Also how many were taken.
std::pair<std::string, std::size_t> meaning_at(const std::vector<std::string> &words, std::size_t first) {
    constexpr std::size_t kMostTogether = 3;
    for (std::size_t count = std::min(kMostTogether, words.size() - first); count > 0; --count) {
        std::string together = words[first];
        for (std::size_t i = 1; i < count; ++i) together += " " + words[first + i];
        std::string meaning = meaning_of_word(report::plain_word(together));
        if (!meaning.empty()) return {std::move(meaning), count};
    }
    return {"", 1};
}

// The codes and what stands beside them in reports; or all words, with those of logs and of programs' formats.
std::string list_of_words(bool all) {
    std::vector<report::WordGroup> groups = report::code_groups();
    const auto add = [&](std::vector<report::WordGroup> more) { std::ranges::move(more, std::back_inserter(groups)); };
    add(report::word_groups(all ? report::WordKinds::all : report::WordKinds::of_text_reports));
    if (all) add(report::term_groups());
    std::string text = report::word_list(groups, Output().text_options().screen);
    if (!all)
        text += std::string("\n") +
                tr("capfcheck explain WORD says more; explain all also lists the words of logs, JSON and CSV.") + "\n";
    return text;
}

}  // namespace

int run_explain(const Arguments &arguments) {
    CommandLine line("explain",
                     N_("Explains what a code, or another word of a report, means, and what to do about it."),
                     kExplainFooter);
    std::vector<std::string> words;
    line.add_arguments("WORD", words, "codes and other words as in the report; all for a list of all of them", false);
    if (const auto status = line.parse(arguments)) return *status;
    const bool all = words.size() == 1 && report::plain_word(words.front()) == "all";
    if (words.empty() || all) return print_to_stdout(list_of_words(all));
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto [meaning, taken] = meaning_at(words, i);
        if (meaning.empty()) return unknown_word(words[i]);
        text += (text.empty() ? "" : "\n") + meaning;
        i += taken - 1;
    }
    return print_to_stdout(text);
}

}  // namespace capf::cli
