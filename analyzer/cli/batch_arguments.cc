// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/batch_arguments.h"

#include <sched.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/read_number.h"
#include "analyzer/cli/report_format.h"
#include "analyzer/cli/store_format.h"

namespace capf::cli {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
constexpr std::uint64_t kMostResult = 256 * kMegabyte;
constexpr double kMostSeconds = 1e7, kMostMegabytes = 1e7, kMostJobs = 1024;

// How many processors this process may use.
std::size_t processors() {
    cpu_set_t set;
    const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return static_cast<std::size_t>(count > 0 ? count : 1);
}

}  // namespace

void BatchArguments::add_options(CommandLine &line) {
    line.add_option("-o,--output", output_,
                    "write the results to FILE (else standard output; a terminal gets the summary)", "FILE");
    add_store_format(line, format_);
    line.add_flag("--resume", resume_, "continue from FILE, skipping captures that are done and unchanged");
    line.add_option("--shard", shard_text_, "only part I of N; the parts are the same on every machine", "I/N");
    line.add_option("--jobs", jobs_text_, "captures to judge at a time (default: one per processor)", "N");
    line.add_option("--timeout", timeout_text_, "time limit per capture; 0: none (default: 600)", "SECONDS");
    line.add_option("--memory-limit", memory_text_,
                    "memory limit per capture, beyond libwireshark's 150 MB; 0: none (default: 2000)", "MB");
    line.add_flag("--no-join", no_join_,
                  "read each file of a rotated set (NAME.cap0, NAME.cap1 …) as a capture of its own");
}

bool BatchArguments::load(const std::vector<std::string> &paths) {
    constexpr double kMilliseconds = 1000;
    double jobs = static_cast<double>(processors()), seconds = 0, megabytes = 0;
    for (const std::string &path : paths) {
        if (path == "-") return complain_of("batch", path, "standard input is not read here; give it to check");
    }
    if (resume_ && !to_file()) return complain_of("--resume", "", "needs --output FILE");
    const auto shard = shard_text_.empty() ? std::optional(batch::Shard()) : batch::parse_shard(shard_text_);
    if (!shard) return complain_of("--shard", shard_text_, "must be I/N with I from 1 to N, like 2/16");
    shard_ = *shard;
    const std::string meant = format_of_ending(output_);
    if (format_ == "auto" && !meant.empty() && !meant.starts_with("json"))
        complain(tr_format("--output {0}: gets lines of JSON; capfcheck check --format {1} writes what its name says",
                           output_, meant));
    if (!to_file() && format_ == "sqlite") return complain_of("--format", format_, "needs --output FILE");
    if (!jobs_text_.empty() && !read_number("--jobs", jobs_text_, 1, kMostJobs, jobs)) return false;
    if (jobs != std::floor(jobs)) return complain_of("--jobs", jobs_text_, "is not a whole number");
    if (!read_number("--timeout", timeout_text_, 0, kMostSeconds, seconds)) return false;
    if (!read_number("--memory-limit", memory_text_, 0, kMostMegabytes, megabytes)) return false;
    jobs_ = static_cast<std::size_t>(jobs);
    limits_.time = std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(seconds * kMilliseconds)));
    limits_.memory = static_cast<std::uint64_t>(megabytes * static_cast<double>(kMegabyte));
    limits_.result = kMostResult;
    return true;
}

std::unique_ptr<batch::ResultStore> BatchArguments::open_store(std::vector<batch::RecordFacts> &known) const {
    if (discards_results()) return batch::discard_results();
    std::string error;
    auto store = batch::open_results(output_, store_format(format_, output_),
                                     resume_ ? batch::Start::resumed : batch::Start::afresh, known, error);
    if (store == nullptr) {
        complain_of("--output", output_, error);
        if (!resume_ && std::filesystem::exists(output_)) complain(N_("--resume continues an existing batch"));
    }
    return store;
}

batch::CaptureList BatchArguments::list(const std::vector<std::string> &paths) const {
    batch::CaptureList list = batch::list_captures(paths, !no_join_);
    list.captures = batch::captures_of(shard_, std::move(list.captures));
    return list;
}

void BatchArguments::print_summary(const batch::Summary &summary, const Output &output) const {
    const bool is_free = to_file() || discards_results();
    const report::Screen screen = is_free ? output.text_options().screen : report::Screen();
    std::fputs(summary.text(screen).c_str(), is_free ? stdout : stderr);
}

bool BatchArguments::discards_results() const {
    return output_.empty() && format_ == "auto" && isatty(STDOUT_FILENO) != 0;
}

}  // namespace capf::cli
