// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/summary.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/findings/capture_report.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/verdict_counts.h"
#include "analyzer/report/wrap.h"

namespace capf::batch {
namespace {

// The most frequent causes with some of their phones, and more of them on a line each: with the rest, two screens.
constexpr std::size_t kCausesWithPhones = 6, kCausesAlone = 5, kPhonesOfACause = 3;
constexpr std::size_t kExamples = 3;  // of what a person should look at
constexpr std::size_t kCauseIndent = 6;
constexpr int kFailed = 1, kUndecided = 3, kUnprocessed = 4;

std::string many(std::uint64_t count, const char *one) {
    return report::count_text(static_cast<std::int64_t>(count), one);
}

std::string shown_status(Status status) {
    return std::string(tr_in("batch status", name_of(status)));
}

// "likely: the CAPF server refuses the connection [capf-refused]"; a code of a newer version as it is.
std::string meaning_of(const std::string &code, bool inferred) {
    const auto known = findings::code_named(code);
    const std::string text = known ? report::meaning_with_code(*known) : report::printable(code);
    return inferred ? tr_format("likely: {}", text) : text;
}

// As of check; 0 of what could not be processed, which is counted.
int status_of(const RecordFacts &facts) {
    const auto has = [&](findings::Verdict verdict) {
        return std::ranges::any_of(facts.phones,
                                   [&](const RecordedPhone &one) { return one.verdict == name_of(verdict); });
    };
    if (has(findings::Verdict::failed)) return kFailed;
    const bool shows_nothing = is_done(facts.status) && facts.phones.empty();
    return shows_nothing || has(findings::Verdict::incomplete) ? kUndecided : 0;
}

std::string line_text(const std::string &line, std::size_t indent, const report::Screen &screen) {
    return std::string(indent, ' ') + report::wrap(report::printable(line), indent + 2, screen.width) + "\n";
}

std::string title_text(const std::string &title, const report::Screen &screen) {
    return "\n" + screen.bold(report::wrap(title, 0, screen.width)) + "\n";
}

std::string cause_line(const std::string &meaning, std::uint64_t count, const report::Screen &screen) {
    return fmt::format("{:>4}  {}\n", grouped(count), report::wrap(meaning, kCauseIndent, screen.width));
}

// "SEP001122334455, SEP001122334466 and 3 more"
template <typename Places>
std::string phones_line(const Places &phones, const report::Screen &screen) {
    std::string text;
    for (const auto &[file, device] : phones.first) {
        if (!text.empty()) text += tr_in(report::kComma);
        text += device;
    }
    if (phones.count > phones.first.size())
        text += tr_format(" and {} more", grouped(phones.count - phones.first.size()));
    return line_text(text, kCauseIndent, screen);
}

}  // namespace

void Summary::Places::add(Place place, std::size_t most) {
    ++count;
    first.insert(std::move(place));
    if (first.size() > most) first.erase(std::prev(first.end()));
}

void Summary::take_status(int exit_status) {
    exit_status_ = findings::worse_status(exit_status_, exit_status);
}

void Summary::add(const RecordFacts &facts, std::optional<int> exit_status) {
    ++captures_;
    ++statuses_[facts.status];
    if (facts.status == Status::duplicate) return;
    if (facts.status != Status::ok) {
        unprocessed_.add(
            {facts.file, fmt::format("{}: {}", shown_status(facts.status), report::problem_text(facts.problem))},
            kUnprocessedLines);
    }
    if (is_done(facts.status) && facts.phones.empty() && !selected_) ++without_phones_;
    take_status(exit_status ? *exit_status : status_of(facts));
    for (const RecordedPhone &phone : facts.phones) add_phone(facts, phone);
}

void Summary::add_phone(const RecordFacts &facts, const RecordedPhone &phone) {
    ++verdicts_[phone.verdict];
    const std::string codes = fmt::format("{}", fmt::join(phone.codes, tr_in(report::kOr)));
    if (selected_) {
        listed_.emplace(facts.file, fmt::format("{}: {}{}{}", phone.device, tr_in("verdict", phone.verdict),
                                                codes.empty() ? "" : ": ", codes));
    }
    if (phone.verdict == name_of(findings::Verdict::failed) && !phone.codes.empty()) {
        // A candidate beside the likeliest is not counted: one phone has one cause.
        Cause &cause = causes_[phone.codes.front()];
        cause.phones.add({facts.file, phone.device}, kPhonesOfACause);
        cause.inferred &= phone.inferred;
        if (phone.codes.size() > 1) ambiguous_.add({facts.file, phone.device + ": " + codes}, kExamples);
    }
    if (phone.verdict == name_of(findings::Verdict::incomplete)) undecided_.add({facts.file, phone.device}, kExamples);
}

std::string Summary::places_text(const char *title, const Places &places, std::string_view option,
                                 const report::Screen &screen) const {
    if (places.count == 0) return "";
    std::string text = title_text(fmt::format("{} ({}):", title, grouped(places.count)), screen);
    for (const auto &[file, what] : places.first) text += line_text(file + ": " + what, 2, screen);
    const std::uint64_t more = places.count - places.first.size();
    if (more == 0) return text;
    return text + line_text(option.empty() || !may_name_options()
                                ? tr_format("and {} more", grouped(more))
                                : tr_format("and {0} more: {1} lists them", grouped(more), option),
                            2, screen);
}

std::string Summary::captures_text() const {
    std::string text = many(captures_, "capture");
    std::string_view joint = ": ";
    for (const auto &[status, count] : statuses_) {
        text += joint;
        text += tr_format_in("how many of what", "{0} {1}", grouped(count), shown_status(status));
        joint = tr_in(report::kComma);
    }
    return text;
}

std::string Summary::verdicts_text(const report::Screen &screen) const {
    report::VerdictCounts counts;
    for (const findings::Verdict verdict : {findings::Verdict::failed, findings::Verdict::incomplete,
                                            findings::Verdict::encrypted, findings::Verdict::not_enabled}) {
        const auto found = verdicts_.find(name_of(verdict));
        if (found != verdicts_.end()) counts[verdict] = found->second;
    }
    return report::verdict_counts(counts, "", screen) + "\n";
}

// Those of one frequency by code.
std::vector<Summary::NamedCause> Summary::most_frequent_first() const {
    std::vector<NamedCause> sorted(causes_.begin(), causes_.end());
    std::ranges::stable_sort(
        sorted, [](const auto &a, const auto &b) { return a.second.phones.count > b.second.phones.count; });
    return sorted;
}

// Where phones are listed one by one, all causes and none of the phones.
std::string Summary::causes_text(const report::Screen &screen) const {
    if (causes_.empty()) return "";
    const std::vector<NamedCause> causes = most_frequent_first();
    std::size_t shown = selected_ ? causes.size() : std::min(causes.size(), kCausesWithPhones + kCausesAlone);
    if (shown + 1 == causes.size()) ++shown;  // to say that one is left out takes as much room
    std::string text = title_text(tr("Causes"), screen);
    bool has_more = shown < causes.size();
    for (std::size_t i = 0; i < shown; ++i) {
        const auto &[code, cause] = causes[i];
        text += cause_line(meaning_of(code, cause.inferred), cause.phones.count, screen);
        const bool with_phones = i < kCausesWithPhones && !selected_;
        if (with_phones) text += phones_line(cause.phones, screen);
        has_more |= !with_phones || cause.phones.count > cause.phones.first.size();
    }
    text += rarer_causes_text({causes.begin() + static_cast<std::ptrdiff_t>(shown), causes.end()}, screen);
    if (has_more && may_name_options())
        text += line_text(tr("--failed lists all phones that failed, with their captures and causes"), kCauseIndent,
                          screen);
    return text;
}

std::string Summary::rarer_causes_text(std::span<const NamedCause> causes, const report::Screen &screen) {
    std::uint64_t phones = 0;
    for (const auto &[code, cause] : causes) phones += cause.phones.count;
    if (causes.empty()) return "";
    return line_text(tr_format("and {0} less frequent causes of {1} phones", grouped(causes.size()), grouped(phones)),
                     kCauseIndent, screen);
}

std::string Summary::listed_text(const report::Screen &screen) const {
    if (!selected_) return "";
    std::string text = title_text(tr_format("Selected phones ({}):", grouped(listed_.size())), screen);
    for (const auto &[file, what] : listed_) text += line_text(file + ": " + what, 2, screen);
    return text;
}

std::string Summary::text(const report::Screen &screen) const {
    std::string text = report::wrap(captures_text(), 2, screen.width) + "\n" + verdicts_text(screen);
    const auto tell = [&](const std::string &line) { text += report::wrap(line, 2, screen.width) + "\n"; };
    if (without_phones_ > 0)
        tell(tr_format("without a phone that fetches its configuration: {}", many(without_phones_, "capture")));
    text += causes_text(screen);
    if (left_out_ > 0)
        tell(tr_format("without a selected phone, so not in the results: {}", many(left_out_, "capture")));
    return text + listed_text(screen) +
           places_text(tr("Could not be processed, or only in part"), unprocessed_, "", screen) +
           places_text(tr("To look at: failures with more than one possible cause"), ambiguous_, "--failed", screen) +
           places_text(tr("To look at: captures that do not show enough"), undecided_, "--verdict incomplete", screen);
}

int Summary::exit_status() const {
    if (unprocessed_.count > 0) return kUnprocessed;
    return captures_ + left_out_ == 0 ? kUndecided : exit_status_;
}

}  // namespace capf::batch
