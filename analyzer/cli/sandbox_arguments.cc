// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/sandbox_arguments.h"

#include <cmath>

#include <fmt/format.h>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/read_number.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/sandbox/confined_run.h"

namespace capf::cli {
namespace {

constexpr double kMegabyte = 1e6, kMostMegabytes = 1e7, kMostSeconds = 1e7;
constexpr std::uint64_t kLibwireshark = 300'000'000;  // bytes that it takes itself, with room to move

}  // namespace

void SandboxArguments::add_options(CommandLine &line) {
    line.add_option("--timeout", timeout_text_, "time limit for reading (default: none)", "SECONDS");
    line.add_option("--memory-limit", memory_text_,
                    "memory limit, beyond libwireshark's 300 MB; 0: none (default: 4000)", "MB");
    line.add_flag("--no-sandbox", no_sandbox_, "read in this process, with all its privileges and without limits");
}

bool SandboxArguments::load() {
    double megabytes = 0, seconds = 0;
    if (!read_number("--timeout", timeout_text_, 0, kMostSeconds, seconds)) return false;
    time_ = std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
    if (!read_number("--memory-limit", memory_text_, 0, kMostMegabytes, megabytes)) return false;
    memory_ = static_cast<std::uint64_t>(megabytes * kMegabyte);
    return true;
}

int SandboxArguments::run(const std::vector<std::string> &files, const Output &output, const std::function<int()> &work,
                          const std::function<int(const std::string &name)> &create) const {
    if (no_sandbox_) {
        const int status = work();
        dissection::stop_epan();
        return status;
    }
    const sandbox::ConfinedRun run{files, create, time_, memory_ > 0 ? memory_ + kLibwireshark : 0};
    std::vector<std::string> missing;
    const sandbox::ConfinedEnd end = sandbox::run_confined(run, work, missing);
    for (const std::string &clause : missing) {
        output.note(tr_format("the sandbox is incomplete: {}", clause));
    };
    if (end.problem.empty()) return end.status;
    const std::string one = hides_names_ || files.empty() ? tr("one file") : files.front();
    const std::string what = files.size() == 1 ? one : tr_format("{} files", files.size());
    complain(tr_format("{0}: reading {1}", what, report::problem_text(end.problem)));
    return kCannotRead;
}

}  // namespace capf::cli
