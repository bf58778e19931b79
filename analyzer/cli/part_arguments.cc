// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/part_arguments.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <thread>

#include <fmt/format.h>

#include "analyzer/capture/formats/interruption.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/read_number.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/language/translate.h"
#include "analyzer/sandbox/confined_run.h"

namespace capf::cli {
namespace {

constexpr double kMostJobs = 1000, kMostFrames = 1e9;

bool read_whole(const std::string &option, const std::string &text, double least, double most, double &number) {
    if (!read_number(option, text, least, most, number)) return false;
    return number == std::floor(number) || complain_of(option, text, "is not a whole number");
}

// Early enough that what is judged by then can still be told.
std::string why_to_stop(std::chrono::milliseconds time, std::chrono::duration<double> taken) {
    if (capture::is_judging_interrupted()) return "was interrupted";
    const double all = std::chrono::duration<double>(time).count();
    constexpr double kShare = 0.1, kLeast = 1;  // of it, and seconds
    const double most = all - std::max(kLeast, kShare * all);
    return most > 0 && taken.count() >= most ? fmt::format("was not done after {:g} s", most) : "";
}

// The line is drawn anew each time, and gone at the end.
void draw_progress(std::uint64_t done, std::uint64_t all, std::size_t phones, std::chrono::duration<double> taken) {
    std::fputs("\r\033[K", stderr);
    if (done < all) std::fprintf(stderr, "capfcheck: %s", part_progress_words(done, all, phones, taken).c_str());
    std::fflush(stderr);
}

}  // namespace

void PartArguments::add_options(CommandLine &line) {
    line.add_option("--jobs", jobs_text_, "processes that judge a large capture (default: one per processor)", "N");
    line.add_option("--part-size", size_text_, "frames for each of these processes; 0: all in one (default: 20000)",
                    "FRAMES");
}

bool PartArguments::load() {
    const parts::PartOptions defaults;
    least_ = defaults.least;
    size_ = defaults.most;
    jobs_ = std::max(1U, std::thread::hardware_concurrency());
    double number = 0;
    if (!jobs_text_.empty()) {
        if (!read_whole("--jobs", jobs_text_, 1, kMostJobs, number)) return false;
        jobs_ = static_cast<unsigned>(number);
    }
    if (size_text_.empty()) return true;
    if (!read_whole("--part-size", size_text_, 0, kMostFrames, number)) return false;
    least_ = size_ = static_cast<std::uint64_t>(number);
    return true;
}

parts::PartOptions PartArguments::options(const SandboxArguments &sandbox, const Output &output) const {
    parts::PartOptions options;
    options.limits.jobs = jobs_;
    options.limits.memory = sandbox.memory();
    options.least = least_;
    options.most = size_;
    options.confine = sandbox::confine_forked;
    options.stop = [time = sandbox.time(), begin = std::chrono::steady_clock::now()] {
        return why_to_stop(time, std::chrono::steady_clock::now() - begin);
    };
    if (output.quiet() || isatty(STDERR_FILENO) == 0) return options;
    options.progress = [begin = std::chrono::steady_clock::now()](std::uint64_t done, std::uint64_t all,
                                                                  std::size_t phones) {
        draw_progress(done, all, phones, std::chrono::steady_clock::now() - begin);
    };
    return options;
}

std::string part_progress_words(std::uint64_t done, std::uint64_t all, std::size_t phones,
                                std::chrono::duration<double> taken) {
    const double share = all == 0 ? 1 : static_cast<double>(done) / static_cast<double>(all);
    // xgettext:no-c-format
    std::string words = tr_format("{0} phones judged, {1:.0f} % of the capture", grouped(phones), 100 * share);
    if (done > 0 && done < all) words += tr_format(", {:.0f} s left", taken.count() * (1 - share) / share);
    return words;
}

}  // namespace capf::cli
