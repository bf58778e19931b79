// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/beside_captures.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "analyzer/capture/formats/rotated_set.h"
#include "analyzer/cli/input_notices.h"
#include "analyzer/cli/output.h"
#include "analyzer/judge/reported.h"
#include "analyzer/logs/input/walk_input.h"
#include "analyzer/logs/join/join_logs.h"
#include "analyzer/logs/join/story_of_logs.h"
#include "analyzer/sandbox/confined_run.h"

namespace capf::cli {
void BesideCaptures::walk(logs::Intake &intake) const {
    sandbox::run_confined_thread([&] {
        for (const std::string &path : sorted_.beside) logs::walk_input(path, {}, intake);
        intake.take_all_as_logs();
        for (const std::string &path : inputs_.logs()) logs::walk_input(path, {}, intake);
    });
}

void BesideCaptures::tell(const logs::Intake &intake, bool names) {
    for (const logs::InputNotice &notice : intake.notices()) {
        complain((names ? notice.name : "a file") + ": " + obstacle_text(notice));
    }
    had_problem_ |= !intake.notices().empty();
    const std::uint64_t count = intake.unrecognised() + sorted_.passed_over.size();
    if (count == 0) return;
    output_.note(fmt::format("{} files are neither captures nor logs that are known", count));
    if (!names) return;
    for (const std::string &path : sorted_.passed_over) output_.note("not recognised: " + path);
    for (const std::string &name : intake.unrecognised_names()) output_.note("not recognised: " + name);
}

std::vector<findings::CaptureReport> BesideCaptures::check(const Judge &judge, bool names) {
    logs::GivenBeside beside;
    std::vector<findings::CaptureReport> reports;
    if (!sorted_.captures.empty()) reports = judge(sorted_.captures, beside);
    auto collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports));
    logs::Intake first(&beside, collector.get());
    walk(first);
    tell(first, names);
    if (!beside.is_empty()) {
        // What was in archives changes what is known of the phones: once more, and the logs with it.
        std::vector<std::vector<std::string>> captures = sorted_.captures;
        for (std::vector<std::string> &group : capture::join_rotated_sets(beside.captures)) captures.push_back(group);
        reports = judge(captures, beside);
        collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports));
        logs::Intake again(nullptr, collector.get());
        walk(again);
    }
    if (reports.empty() && !collector->logs().empty()) {
        findings::CaptureReport &story =
            reports.emplace_back(logs::story_of_logs(collector->logs(), inputs_.log_zone()));
        story.file = "logs";
        for (findings::PhoneReport &phone : story.phones) judge::judge_reported(phone);
        story.log_lines_left_out = collector->left_out();
        return reports;
    }
    for (findings::CaptureReport &report : reports) {
        logs::join_logs(collector->logs(), report);
        report.log_lines_left_out = collector->left_out();
        for (findings::PhoneReport &phone : report.phones) judge::judge_reported(phone);
    }
    return reports;
}

}  // namespace capf::cli
