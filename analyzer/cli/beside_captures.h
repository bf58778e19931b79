// SPDX-License-Identifier: GPL-2.0-or-later
// Logs, archives and folders beside captures: reads them around the judging, in threads that have given up their
// rights.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analyzer/cli/input_arguments.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/intake.h"

namespace capf::cli {

class Output;

class BesideCaptures {
public:
    BesideCaptures(const InputArguments &inputs, SortedInputs sorted, const Output &output)
        : inputs_(inputs), sorted_(std::move(sorted)), output_(output) {}

    // Judges captures as groups of files, with what was found beside them.
    using Judge = std::function<std::vector<findings::CaptureReport>(
        const std::vector<std::vector<std::string>> &captures, const logs::GivenBeside &beside)>;
    // The reports on all captures, also those in archives, with what the logs say. Problems are told; `names`: their
    // messages may name files.
    [[nodiscard]] std::vector<findings::CaptureReport> check(const Judge &judge, bool names);

    // Something could not be read, or not to its end.
    [[nodiscard]] bool had_problem() const { return had_problem_; }

private:
    // `with_logs`: also the files of --log.
    void walk(logs::Intake &intake, bool with_logs) const;
    // A capture or a log cannot be read a second time.
    [[nodiscard]] bool has_pipe() const;
    void tell(const logs::Intake &intake, bool names);

    const InputArguments &inputs_;
    SortedInputs sorted_;
    const Output &output_;
    bool had_problem_ = false;
};

}  // namespace capf::cli
