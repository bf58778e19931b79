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
        if (!with_logs) return;
        intake.take_all_as_logs();
        for (const std::string &path : inputs_.logs()) logs::walk_input(path, {}, intake);
    });
}

bool BesideCaptures::has_pipe() const {
    const auto has_pipe = [](const std::vector<std::string> &paths) {
        return !std::ranges::all_of(paths, can_be_read_again);
    };
    return has_pipe(inputs_.logs()) || std::ranges::any_of(sorted_.captures, has_pipe);
}

void BesideCaptures::tell(const logs::Intake &intake, bool names) {
    for (const logs::InputNotice &notice : intake.notices()) {
        complain((names ? notice.name : tr("a file")) + ": " + obstacle_text(notice));
    }
    had_problem_ |= !intake.notices().empty();
    const std::uint64_t count = intake.unrecognised() + sorted_.passed_over.size();
    if (count == 0) return;
    output_.note(tr_count(NP_("{} file is neither a capture nor a log that is known",
                              "{} files are neither a capture nor a log that is known"),
                          count));
    if (!names) return;
    for (const std::string &path : sorted_.passed_over) output_.note(tr_format("not recognised: {}", path));
    for (const std::string &name : intake.unrecognised_names()) output_.note(tr_format("not recognised: {}", name));
}

std::vector<findings::CaptureReport> BesideCaptures::check(const Judge &judge, bool names) {
    logs::GivenBeside beside;
    std::vector<findings::CaptureReport> reports;
    std::unique_ptr<logs::LogCollector> collector;
    const auto judge_all = [&] {
        std::vector<std::vector<std::string>> captures = sorted_.captures;
        for (std::vector<std::string> &group : capture::join_rotated_sets(beside.captures)) captures.push_back(group);
        if (!captures.empty()) reports = judge(captures, beside);
        collector = std::make_unique<logs::LogCollector>(logs::phones_of(reports));
    };
    if (has_pipe()) {
        // What comes on a pipe is read once, so all that is told beside it is read before; logs come last.
        logs::Intake given(&beside, nullptr);
        walk(given, false);
        judge_all();
        logs::Intake logs(nullptr, collector.get());
        walk(logs, true);
        logs.add_notices_of(given);
        tell(logs, names);
    } else {
        // Mostly there are only logs in archives, and what is large is read once.
        judge_all();
        logs::Intake first(&beside, collector.get());
        walk(first, true);
        tell(first, names);
        if (!beside.is_empty()) {
            judge_all();
            logs::Intake again(nullptr, collector.get());
            walk(again, true);
        }
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
