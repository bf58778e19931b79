// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/summary.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/printable.h"

namespace capf::batch {
namespace {

constexpr std::size_t kLines = 10;

using Count = std::pair<std::string, std::uint64_t>;

// The most frequent first; those of one frequency by name.
std::vector<Count> by_frequency(const std::map<std::string, std::uint64_t> &counts) {
    std::vector<Count> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const Count &a, const Count &b) { return a.second > b.second; });
    return sorted;
}

std::string many(std::uint64_t count, const char *one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace

void Summary::Lines::add(const std::string &line) {
    if (++count <= kLines) first.push_back(line);
}

void Summary::add(const RecordFacts &facts) {
    ++captures_;
    ++statuses_[facts.status];
    if (facts.status == Status::duplicate) return;
    if (facts.status != Status::ok) {
        unprocessed_.add(fmt::format("{}: {}: {}", facts.file, name_of(facts.status), facts.problem));
    }
    if (is_done(facts.status) && facts.phones.empty()) ++without_phones_;
    for (const RecordedPhone &phone : facts.phones) add_phone(facts, phone);
}

void Summary::add_phone(const RecordFacts &facts, const RecordedPhone &phone) {
    ++verdicts_[phone.verdict];
    const std::string who = fmt::format("{}: {}", facts.file, phone.device);
    if (phone.verdict == name_of(findings::Verdict::failed)) {
        // A candidate beside the likeliest is not counted: one phone has one cause.
        if (!phone.codes.empty()) ++causes_[phone.codes.front()];
        if (phone.codes.size() > 1) ambiguous_.add(fmt::format("{}: {}", who, fmt::join(phone.codes, " or ")));
    }
    if (phone.verdict == name_of(findings::Verdict::incomplete)) undecided_.add(who);
}

std::string Summary::lines_text(const char *title, const Lines &lines) {
    if (lines.count == 0) return "";
    std::string text = fmt::format("\n{} ({}):\n", title, lines.count);
    for (const std::string &line : lines.first) text += "  " + report::printable(line) + "\n";
    if (lines.count > lines.first.size()) text += fmt::format("  and {} more\n", lines.count - lines.first.size());
    return text;
}

std::string Summary::text() const {
    std::string text = many(captures_, "capture");
    for (const auto &[status, count] : statuses_) text += fmt::format(", {} {}", count, name_of(status));
    text += "\n";
    std::uint64_t phones = 0;
    for (const auto &[verdict, count] : verdicts_) phones += count;
    text += many(phones, "phone");
    for (const auto &[verdict, count] : by_frequency(verdicts_)) {
        text += fmt::format(", {} {}", count, report::printable(verdict));
    }
    text += "\n";
    if (!causes_.empty()) text += "\nLikeliest causes of what failed:\n";
    for (const auto &[code, count] : by_frequency(causes_)) {
        text += fmt::format("  {:>6}  {}\n", count, report::printable(code));
    }
    text += lines_text("Could not be processed, or not to the end", unprocessed_);
    text += lines_text("For a person: failed, and more than one cause fits", ambiguous_);
    text += lines_text("For a person: the capture does not show enough", undecided_);
    return text;
}

int Summary::exit_status() const {
    constexpr int kFailed = 1, kUndecided = 3, kUnprocessed = 4;
    const auto has = [&](findings::Verdict verdict) { return verdicts_.contains(name_of(verdict)); };
    if (unprocessed_.count > 0) return kUnprocessed;
    if (has(findings::Verdict::failed)) return kFailed;
    return has(findings::Verdict::incomplete) || without_phones_ > 0 || captures_ == 0 ? kUndecided : 0;
}

}  // namespace capf::batch
