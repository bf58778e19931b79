// SPDX-License-Identifier: GPL-2.0-or-later
// The options of `batch` alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/batch/capture_list.h"
#include "analyzer/batch/result_store.h"
#include "analyzer/batch/shard.h"
#include "analyzer/batch/summary.h"
#include "analyzer/batch/worker.h"
#include "analyzer/language/translate.h"

namespace capf::cli {

class CommandLine;
class Output;

class BatchArguments {
public:
    void add_options(CommandLine &line);
    // False after an error, which was told on stderr.
    [[nodiscard]] bool load(const std::vector<std::string> &paths);
    // Null after an error, which was told on stderr.
    [[nodiscard]] std::unique_ptr<batch::ResultStore> open_store(std::vector<batch::RecordFacts> &known) const;
    [[nodiscard]] batch::CaptureList list(const std::vector<std::string> &paths) const;
    // On standard output when the results do not go there, else on stderr.
    void print_summary(const batch::Summary &summary, const Output &output) const;
    // Lines of JSON would flood a terminal, so it gets the summary alone, unless they are asked for.
    [[nodiscard]] bool discards_results() const;

    [[nodiscard]] std::size_t jobs() const { return jobs_; }
    [[nodiscard]] const batch::WorkerLimits &limits() const { return limits_; }
    [[nodiscard]] bool to_file() const { return !output_.empty() && output_ != "-"; }
    [[nodiscard]] std::string output_name() const { return to_file() ? output_ : tr("standard output"); }

private:
    std::string output_, format_, shard_text_, jobs_text_, timeout_text_ = "600", memory_text_ = "2000";
    bool resume_ = false, no_join_ = false;
    std::size_t jobs_ = 1;
    batch::Shard shard_;
    batch::WorkerLimits limits_;
};

}  // namespace capf::cli
