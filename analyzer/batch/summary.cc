// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/summary.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/wrap.h"

namespace capf::batch {
namespace {

constexpr std::size_t kLines = 10;
constexpr std::size_t kPhonesOfACause = 5;

std::string many(std::uint64_t count, const char *one) {
    return report::count_text(static_cast<std::int64_t>(count), one);
}

// "the CAPF server refuses the connection [capf-refused]"; a code of a newer version as it is.
std::string meaning_of(const std::string &code) {
    const auto known = findings::code_named(code);
    return known ? report::meaning_with_code(*known) : report::printable(code);
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
    if (wanted_ && wanted_(phone)) {
        listed_.push_back(fmt::format("{}: {}: {}{}{}", facts.file, phone.device, phone.verdict,
                                      phone.codes.empty() ? "" : ": ", fmt::join(phone.codes, " or ")));
    }
    const std::string who = fmt::format("{}: {}", facts.file, phone.device);
    if (phone.verdict == name_of(findings::Verdict::failed)) {
        // A candidate beside the likeliest is not counted: one phone has one cause.
        if (!phone.codes.empty()) {
            Cause &cause = causes_[phone.codes.front()];
            ++cause.count;
            cause.phones.insert(who);
            if (cause.phones.size() > kPhonesOfACause) cause.phones.erase(std::prev(cause.phones.end()));
        }
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

std::string Summary::verdicts_text() const {
    std::uint64_t phones = 0;
    for (const auto &[verdict, count] : verdicts_) phones += count;
    std::string text = many(phones, "phone");
    const char *joint = ": ";
    for (const findings::Verdict verdict : {findings::Verdict::failed, findings::Verdict::incomplete,
                                            findings::Verdict::encrypted, findings::Verdict::not_enabled}) {
        const auto found = verdicts_.find(name_of(verdict));
        if (found == verdicts_.end()) continue;
        text += fmt::format("{}{} {}", joint, found->second, found->first);
        joint = ", ";
    }
    return text + "\n";
}

// The most frequent first; those of one frequency by code.
std::string Summary::causes_text() const {
    if (causes_.empty()) return "";
    std::vector<std::pair<std::string, Cause>> sorted(causes_.begin(), causes_.end());
    std::ranges::stable_sort(sorted, [](const auto &a, const auto &b) { return a.second.count > b.second.count; });
    std::string text = "\nCauses, the likeliest of each phone:\n";
    for (const auto &[code, cause] : sorted) {
        text += fmt::format("{:>6}  {}\n", cause.count, report::wrap(meaning_of(code), 8));
        for (const std::string &who : cause.phones) text += "        " + report::printable(who) + "\n";
        if (cause.count > cause.phones.size()) {
            text += fmt::format("        and {} more\n", cause.count - cause.phones.size());
        }
    }
    return text;
}

std::string Summary::text() const {
    std::string text = many(captures_, "capture");
    const char *joint = ": ";
    for (const auto &[status, count] : statuses_) {
        text += fmt::format("{}{} {}", joint, count, name_of(status));
        joint = ", ";
    }
    text += "\n" + verdicts_text() + causes_text();
    if (wanted_) text += fmt::format("\nPhones that were asked for ({}):\n", listed_.size());
    for (const std::string &line : listed_) text += "  " + report::printable(line) + "\n";
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
