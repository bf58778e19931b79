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
#include "analyzer/report/wrap.h"

namespace capf::batch {
namespace {

constexpr std::size_t kPhonesOfACause = 5;
constexpr int kFailed = 1, kUndecided = 3, kUnprocessed = 4;

std::string many(std::uint64_t count, const char *one) {
    return report::count_text(static_cast<std::int64_t>(count), one);
}

std::string shown_status(Status status) {
    return std::string(tr_in("batch status", name_of(status)));
}

// "the CAPF server refuses the connection [capf-refused]"; a code of a newer version as it is.
std::string meaning_of(const std::string &code) {
    const auto known = findings::code_named(code);
    return known ? report::meaning_with_code(*known) : report::printable(code);
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

std::string line_text(const std::string &line, std::size_t indent) {
    return std::string(indent, ' ') + report::wrap(report::printable(line), indent + 2) + "\n";
}

}  // namespace

void Summary::Lines::add(const std::string &line, std::size_t most) {
    ++count;
    first.insert(line);
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
            fmt::format("{}: {}: {}", facts.file, shown_status(facts.status), report::problem_text(facts.problem)),
            kLines);
    }
    take_status(exit_status ? *exit_status : status_of(facts));
    for (const RecordedPhone &phone : facts.phones) add_phone(facts, phone);
}

void Summary::add_phone(const RecordFacts &facts, const RecordedPhone &phone) {
    ++verdicts_[phone.verdict];
    if (selected_) {
        listed_.emplace(facts.file,
                        fmt::format("{}: {}: {}{}{}", facts.file, phone.device, tr_in("verdict", phone.verdict),
                                    phone.codes.empty() ? "" : ": ", fmt::join(phone.codes, tr_in(report::kOr))));
    }
    const std::string who = fmt::format("{}: {}", facts.file, phone.device);
    if (phone.verdict == name_of(findings::Verdict::failed)) {
        // A candidate beside the likeliest is not counted: one phone has one cause.
        if (!phone.codes.empty()) causes_[phone.codes.front()].add(who, kPhonesOfACause);
        if (phone.codes.size() > 1)
            ambiguous_.add(fmt::format("{}: {}", who, fmt::join(phone.codes, tr_in(report::kOr))), kLines);
    }
    if (phone.verdict == name_of(findings::Verdict::incomplete)) undecided_.add(who, kLines);
}

std::string Summary::more_text(std::uint64_t count, std::string_view option) const {
    return option.empty() || selected_ || !names_options_
               ? tr_format("and {} more", grouped(count))
               : tr_format("and {0} more: {1} lists them", grouped(count), option);
}

std::string Summary::lines_text(const char *title, const Lines &lines, std::string_view option) const {
    if (lines.count == 0) return "";
    std::string text = fmt::format("\n{} ({}):\n", title, grouped(lines.count));
    for (const std::string &line : lines.first) text += line_text(line, 2);
    if (lines.count > lines.first.size()) text += line_text(more_text(lines.count - lines.first.size(), option), 2);
    return text;
}

std::string Summary::verdicts_text() const {
    std::uint64_t phones = 0;
    for (const auto &[verdict, count] : verdicts_) phones += count;
    std::string text = many(phones, "phone");
    std::string_view joint = ": ";
    for (const findings::Verdict verdict : {findings::Verdict::failed, findings::Verdict::incomplete,
                                            findings::Verdict::encrypted, findings::Verdict::not_enabled}) {
        const auto found = verdicts_.find(name_of(verdict));
        if (found == verdicts_.end()) continue;
        text += joint;
        text += tr_format_in("how many of what", "{0} {1}", grouped(found->second), tr_in("verdict", found->first));
        joint = tr_in(report::kComma);
    }
    return text + "\n";
}

// The most frequent first; those of one frequency by code.
std::string Summary::causes_text() const {
    if (causes_.empty()) return "";
    std::vector<std::pair<std::string, Lines>> sorted(causes_.begin(), causes_.end());
    std::ranges::stable_sort(sorted, [](const auto &a, const auto &b) { return a.second.count > b.second.count; });
    std::string text = std::string("\n") + tr("Causes, the likeliest of each phone:") + "\n";
    for (const auto &[code, cause] : sorted) {
        text += fmt::format("{:>6}  {}\n", grouped(cause.count), report::wrap(meaning_of(code), 8));
        for (const std::string &who : cause.first) text += line_text(who, 8);
        if (cause.count > cause.first.size()) {
            text += line_text(more_text(cause.count - cause.first.size(), "--failed"), 8);
        }
    }
    return text;
}

std::string Summary::text() const {
    std::string text = many(captures_, "capture");
    std::string_view joint = ": ";
    for (const auto &[status, count] : statuses_) {
        text += joint;
        text += tr_format_in("how many of what", "{0} {1}", grouped(count), shown_status(status));
        joint = tr_in(report::kComma);
    }
    text += "\n" + verdicts_text() + causes_text();
    if (left_out_ > 0) {
        text += report::wrap(
                    tr_format("without a selected phone, so not in the results: {}", many(left_out_, "capture")), 2) +
                "\n";
    }
    if (selected_) text += "\n" + tr_format("Selected phones ({}):", grouped(listed_.size())) + "\n";
    for (const auto &[capture, line] : listed_) text += line_text(line, 2);
    text += lines_text(tr("Could not be processed, or only in part"), unprocessed_, "");
    text += lines_text(tr("To look at: failures with more than one possible cause"), ambiguous_, "--failed");
    text += lines_text(tr("To look at: captures that do not show enough"), undecided_, "--verdict incomplete");
    return text;
}

int Summary::exit_status() const {
    if (unprocessed_.count > 0) return kUnprocessed;
    return captures_ + left_out_ == 0 ? kUndecided : exit_status_;
}

}  // namespace capf::batch
