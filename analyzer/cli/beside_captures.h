// SPDX-License-Identifier: GPL-2.0-or-later
// Logs, archives and folders beside captures: reads them around the judging, in threads that have given up their
// rights.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/check_capture.h"
#include "analyzer/cli/input_arguments.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/intake.h"

namespace capf::cli {

class Output;

// With the tables, keys and certificates that were given beside. libwireshark is running.
[[nodiscard]] CheckOptions with_given(CheckOptions options, const logs::GivenBeside &given);

class BesideCaptures {
public:
    BesideCaptures(const InputArguments &inputs, SortedInputs sorted, const Output &output)
        : inputs_(inputs), sorted_(std::move(sorted)), output_(output) {}

    using Reports = std::vector<findings::CaptureReport>;
    // Judges captures as groups of files, with what was found beside them.
    using Judge =
        std::function<Reports(const std::vector<std::vector<std::string>> &captures, const logs::GivenBeside &given)>;
    // The reports on all captures, also those in archives, with what the logs say. Problems are told; `names`: their
    // messages may name files.
    [[nodiscard]] Reports check(const Judge &judge, bool names);

    // The same in steps, for those who do more with a capture than judge it: what stands beside it, but for logs; the
    // captures, as groups of files; the logs, into reports on captures.
    [[nodiscard]] logs::GivenBeside read_given(bool names);
    [[nodiscard]] std::vector<std::vector<std::string>> captures(const logs::GivenBeside &given) const;
    void add_logs(Reports &reports, bool names);

    // Something could not be read, or not to its end.
    [[nodiscard]] bool had_problem() const { return had_problem_; }

private:
    // `with_logs`: also the files of --log.
    void walk(logs::Intake &intake, bool with_logs) const;
    // A capture or a log cannot be read a second time.
    [[nodiscard]] bool has_pipe() const;
    [[nodiscard]] std::unique_ptr<logs::LogCollector> in_order(std::unique_ptr<logs::LogCollector> collector,
                                                               const Reports &reports) const;
    std::unique_ptr<logs::LogCollector> judge_and_read(const Judge &judge, Reports &reports, bool names);
    std::unique_ptr<logs::LogCollector> read_logs(const Reports &reports, bool names);
    static void join(logs::LogCollector &collector, Reports &reports);
    void tell_notices(const logs::Intake &intake, bool names);
    void tell_unrecognised(const logs::Intake &intake, bool names) const;

    const InputArguments &inputs_;
    SortedInputs sorted_;
    const Output &output_;
    std::set<std::pair<logs::Obstacle, std::string>> told_;  // notices, by the file
    bool had_problem_ = false;
};

}  // namespace capf::cli
