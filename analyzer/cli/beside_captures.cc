// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/beside_captures.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "analyzer/capture/formats/rotated_set.h"
#include "analyzer/cli/input_notices.h"
#include "analyzer/cli/output.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/reported.h"
#include "analyzer/language/translate.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/logs/join/join_logs.h"
#include "analyzer/logs/join/story_of_logs.h"
#include "analyzer/sandbox/confined_run.h"

namespace capf::cli {
namespace {

bool can_be_read_again(const std::string &path) {
    std::error_code error;
    return std::filesystem::is_regular_file(path, error);
}

}  // namespace

void BesideCaptures::walk(logs::Intake &intake, bool with_logs) const {
    sandbox::run_confined_thread([&] {
        for (const std::string &path : sorted_.beside) logs::walk_input(path, {}, intake);
        if (with_logs) {
            intake.take_all_as_logs();
            for (const std::string &path : inputs_.logs()) logs::walk_input(path, {}, intake);
        }
        intake.finish();
    });
}

// A second time where the files of a log did not come in the order in which they were written, as in archives.
std::unique_ptr<logs::LogCollector> BesideCaptures::in_order(std::unique_ptr<logs::LogCollector> collector,
                                                             const Reports &reports) const {
    auto order = collector->better_order();
    if (!order || !std::ranges::all_of(inputs_.logs(), can_be_read_again)) return collector;
    collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports), *std::move(order));
    logs::Intake again(nullptr, collector.get());
    walk(again, true);
    return collector;
}

bool BesideCaptures::has_pipe() const {
    const auto has_pipe = [](const std::vector<std::string> &paths) {
        return !std::ranges::all_of(paths, can_be_read_again);
    };
    return has_pipe(inputs_.logs()) || std::ranges::any_of(sorted_.captures, has_pipe);
}

// A file is met once more where the logs are read by themselves.
void BesideCaptures::tell_notices(const logs::Intake &intake, bool names) {
    for (const logs::InputNotice &notice : intake.notices()) {
        if (!told_.emplace(notice.what, notice.name).second) continue;
        complain((names ? notice.name : tr("a file")) + ": " + obstacle_text(notice));
    }
    had_problem_ |= !intake.notices().empty();
}

void BesideCaptures::tell_unrecognised(const logs::Intake &intake, bool names) const {
    std::vector<std::string> all = sorted_.passed_over;
    all.insert(all.end(), intake.unrecognised_names().begin(), intake.unrecognised_names().end());
    const std::uint64_t count = intake.unrecognised() + sorted_.passed_over.size();
    note_unrecognised(output_, count, names ? all : std::vector<std::string>());
}

std::vector<std::vector<std::string>> BesideCaptures::captures(const logs::GivenBeside &given) const {
    std::vector<std::vector<std::string>> all = sorted_.captures;
    for (std::vector<std::string> &group : capture::join_rotated_sets(given.captures)) all.push_back(std::move(group));
    return all;
}

logs::GivenBeside BesideCaptures::read_given(bool names) {
    logs::GivenBeside given;
    logs::Intake intake(&given, nullptr);
    walk(intake, false);
    tell_notices(intake, names);
    return given;
}

std::unique_ptr<logs::LogCollector> BesideCaptures::read_logs(const Reports &reports, bool names) {
    auto collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports));
    logs::Intake intake(nullptr, collector.get());
    walk(intake, true);
    tell_notices(intake, names);
    tell_unrecognised(intake, names);
    return in_order(std::move(collector), reports);
}

void BesideCaptures::add_logs(Reports &reports, bool names) {
    join(*read_logs(reports, names), reports);
}

// All at once: mostly there are only logs in archives, and what is large is read once. They are read again where
// something is found beside that changes what is known of the phones.
std::unique_ptr<logs::LogCollector> BesideCaptures::judge_and_read(const Judge &judge, Reports &reports, bool names) {
    logs::GivenBeside given;
    const auto judge_all = [&] {
        const std::vector<std::vector<std::string>> all = captures(given);
        if (!all.empty()) reports = judge(all, given);
    };
    judge_all();
    auto collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports));
    logs::Intake intake(&given, collector.get());
    walk(intake, true);
    tell_notices(intake, names);
    tell_unrecognised(intake, names);
    if (given.is_empty()) return in_order(std::move(collector), reports);
    judge_all();
    collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports), collector->order());
    logs::Intake again(nullptr, collector.get());
    walk(again, true);
    return collector;
}

BesideCaptures::Reports BesideCaptures::check(const Judge &judge, bool names) {
    Reports reports;
    std::unique_ptr<logs::LogCollector> collector;
    if (has_pipe()) {
        // What comes on a pipe is read once, so all that is told beside it is read before; logs come last.
        const logs::GivenBeside given = read_given(names);
        const std::vector<std::vector<std::string>> all = captures(given);
        if (!all.empty()) reports = judge(all, given);
        collector = read_logs(reports, names);
    } else {
        collector = judge_and_read(judge, reports, names);
    }
    if (reports.empty() && !collector->logs().empty()) {
        findings::CaptureReport &story =
            reports.emplace_back(logs::story_of_logs(collector->logs(), inputs_.log_zone()));
        story.file = "logs";
        for (findings::PhoneReport &phone : story.phones) judge::judge_reported(phone);
        story.log_lines_left_out = collector->left_out();
        return reports;
    }
    join(*collector, reports);
    return reports;
}

void BesideCaptures::join(logs::LogCollector &collector, Reports &reports) {
    for (findings::CaptureReport &report : reports) {
        logs::join_logs(collector.logs(), report);
        report.log_lines_left_out = collector.left_out();
        for (findings::PhoneReport &phone : report.phones) judge::judge_reported(phone);
    }
}

CheckOptions with_given(CheckOptions options, const logs::GivenBeside &given) {
    options.judge.tls_keys_given |= !given.keylogs.empty();
    for (const std::string &keylog : given.keylogs) dissection::add_keylog(keylog);
    for (const cucm::DeviceRow &row : given.device_table.rows) options.judge.device_table.rows.push_back(row);
    options.judge.cucm = given.output;
    for (const logs::GivenPem &pem : given.certificates) {
        options.judge.given_certificates.add_content({pem.text.begin(), pem.text.end()}, pem.name);
    }
    return options;
}

}  // namespace capf::cli
