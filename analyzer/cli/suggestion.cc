// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/suggestion.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "analyzer/language/translate.h"

namespace capf::cli {
namespace {

constexpr std::size_t kLongestWord = 200;  // whoever wrote more did not mean one of ours

// Letters to change, insert or drop, a swap of neighbours counting once (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before, previous(b.size() + 1), current(b.size() + 1);
    std::iota(previous.begin(), previous.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before[j - 2] + 1);
            }
        }
        before = previous;
        previous = current;
    }
    return previous.back();
}

struct Habit {
    std::string_view written, meant;
};
constexpr Habit kHabits[] = {
    {"--no-color", "--color never"},
    {"--no-colour", "--color never"},
    {"--ja", "--lang ja"},
    {"--japanese", "--lang ja"},
    {"--keys", "--keylog"},
    {"--device", "--phone"},
    {"--filter", "--phone"},
    {"--all", "--verbose"},
    {"--debug", "--verbose"},
    {"--details", "--verbose"},
    {"--full", "--verbose"},
    {"--silent", "--quiet"},
    {"-w", "--output"},
};

bool has_option(const std::vector<OptionDescription> &options, std::string_view name) {
    return std::ranges::any_of(
        options, [&](const OptionDescription &one) { return std::ranges::find(one.names, name) != one.names.end(); });
}

// "--json" is "--format json"; where there is only jsonl, that; what no other command writes, check does.
std::string format_meant(std::string_view written, const std::vector<OptionDescription> &options) {
    if (!written.starts_with("--")) return "";
    const std::string_view word = written.substr(2);
    for (const OptionDescription &one : options) {
        if (std::ranges::find(one.names, "--format") == one.names.end()) continue;
        const auto exact = std::ranges::find(one.choices, word);
        const auto longer =
            std::ranges::find_if(one.choices, [&](const std::string &choice) { return choice.starts_with(word); });
        const auto choice = exact != one.choices.end() ? exact : longer;
        if (!word.empty() && choice != one.choices.end()) return "--format " + *choice;
    }
    constexpr std::string_view kOfCheck[] = {"csv", "html", "json", "junit", "sarif"};
    const bool is_known = std::ranges::find(kOfCheck, word) != std::end(kOfCheck);
    return is_known ? "capfcheck check --format " + std::string(word) : "";
}

}  // namespace

std::string option_meant(std::string_view written, const std::vector<OptionDescription> &options) {
    if (std::string format = format_meant(written, options); !format.empty()) return format;
    for (const Habit &habit : kHabits) {
        if (habit.written == written && has_option(options, habit.meant.substr(0, habit.meant.find(' '))))
            return std::string(habit.meant);
    }
    std::vector<std::string> known;
    for (const OptionDescription &one : options) {
        for (const std::string &name : one.names) {
            if (name.starts_with("--")) known.push_back(name);
        }
    }
    return closest(written, known);
}

bool is_option_of_a_file(std::string_view written) {
    constexpr std::string_view kNames[] = {"-f", "-r", "--capture", "--file", "--input", "--pcap", "--read"};
    return std::ranges::find(kNames, written) != std::end(kNames);
}

std::string closest(std::string_view word, const std::vector<std::string> &candidates) {
    if (word.empty() || word.size() > kLongestWord) return "";
    std::string best, containing;
    std::size_t least = word.size() / 3 + 1;
    for (const std::string &candidate : candidates) {
        const std::size_t far = distance(word, candidate);
        if (far < least || (far == least && best.empty())) {
            least = far;
            best = candidate;
        }
        const bool part = word.size() > 2 && candidate.find(word) != std::string::npos;
        if (part && (containing.empty() || candidate.size() < containing.size())) containing = candidate;
    }
    return best.empty() ? containing : best;
}

std::string not_one_of(std::string_view word, const std::vector<std::string> &known) {
    std::string list;
    for (const std::string &one : known) {
        if (!list.empty()) list += tr_in(NC_("between words", ", "));
        list += one;
    }
    const std::string near = closest(word, known);
    return near.empty() ? tr_format("not one of {}", list) : tr_format("not one of {0}; did you mean {1}?", list, near);
}

}  // namespace capf::cli
