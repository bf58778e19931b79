// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck batch PATH...
#include <fmt/format.h>

#include "analyzer/batch/batch.h"
#include "analyzer/cli/batch_arguments.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/phone_filter.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/language/translate.h"
#include "analyzer/sandbox/sandbox.h"
#include "analyzer/sandbox/warm_up.h"

namespace capf::cli {
namespace {

constexpr const char *kBatchFooter = N_(
    "Exit status: as for check, over all captures that have a result; 4 also when a capture crashed, took too long or\n"
    "too much memory, or when the result cannot be written; 130 after an interruption.\n\n"
    "Examples:\n"
    "  capfcheck batch -o results.jsonl /cases\n"
    "  capfcheck batch --resume -o results.jsonl /cases\n"
    "  capfcheck batch --shard 2/16 -o shard-2.jsonl /cases\n"
    "  capfcheck batch --jobs 8 --timeout 60 --memory-limit 1000 --keylog capf.keylog -o results.jsonl /cases\n");

constexpr int kStatusOfFailed = 1, kStatusOfUndecided = 3;

// The phones that --phone, --verdict and --failed choose.
class FilteredPhones : public batch::PhoneSelection {
public:
    explicit FilteredPhones(const PhoneFilter &filter) : filter_(filter) {}

    int keep(findings::CaptureReport &report) const override {
        filter_.keep_named(report);
        const bool is_nothing = report.phones.empty() && report.readable;
        const int status = is_nothing ? 0 : findings::exit_status({&report, 1});
        filter_.keep_verdicts(report);
        return status;
    }

    int keep(batch::RecordFacts &facts, bool redacted) const override {
        if (redacted) {
            if (!facts.phones.empty()) add_met(std::vector<bool>(filter_.met().size(), true));
        } else {
            std::erase_if(facts.phones,
                          [&](const batch::RecordedPhone &one) { return !filter_.named(one.device, one.addresses); });
        }
        int status = 0;
        for (const batch::RecordedPhone &one : facts.phones) {
            if (one.verdict == name_of(findings::Verdict::failed))
                status = findings::worse_status(status, kStatusOfFailed);
            if (one.verdict == name_of(findings::Verdict::incomplete))
                status = findings::worse_status(status, kStatusOfUndecided);
        }
        std::erase_if(facts.phones, [&](const batch::RecordedPhone &one) { return !filter_.has_verdict(one.verdict); });
        return status;
    }

    [[nodiscard]] std::vector<bool> met() const override { return filter_.met(); }
    void add_met(const std::vector<bool> &met) const override { filter_.add_met(met); }

private:
    const PhoneFilter &filter_;
};

// What remains to be told when a batch is over.
int conclude(const batch::BatchResult &result, const BatchArguments &batch, const PhoneFilter &filter,
             const Output &output) {
    if (result.closed_pipe) end_by_broken_pipe();
    if (!output.quiet()) batch.print_summary(result.summary, output);
    if (result.left > 0) {
        complain(batch.to_file() ? tr_format("{} captures have no result; --resume continues from here", result.left)
                                 : tr_format("{} captures have no result", result.left));
    }
    if (!result.error.empty()) {
        complain(fmt::format("{}: {}", batch.output_name(), result.error));
        return kCannotRead;
    }
    if (result.interruption != 0) return kInterrupted;
    const int status = result.summary.exit_status();
    // What has no result may have the phone.
    return result.left > 0 || filter.tell_not_met() ? status : findings::worse_status(status, kStatusOfUndecided);
}

}  // namespace

int run_batch(const Arguments &arguments) {
    CommandLine line(
        "batch",
        N_("Judges many captures, each in a process of its own, and writes a line of JSON for each when it is done."),
        kBatchFooter);
    std::vector<std::string> paths;
    BatchArguments batch;
    CheckArguments checks;
    RedactArguments redaction;
    Output output;
    PhoneFilter filter;
    line.add_arguments("PATH", paths, "captures, and folders with captures in them", true);
    batch.add_options(line);
    checks.add_options(line);
    filter.add_options(line);
    redaction.add_options(line);
    output.add_quiet(line);
    if (const auto status = line.parse(arguments)) return *status;
    if (!filter.load() || !batch.load(paths) || !checks.load() || !redaction.load(checks.show_secrets()))
        return kUsageError;
    std::vector<batch::RecordFacts> known;
    const auto store = batch.open_store(known);
    if (store == nullptr) return kUsageError;
    // Before the work, as it may take hours.
    if (batch.discards_results()) complain(N_("only the summary is shown; -o results.jsonl keeps the results"));
    const batch::CaptureList list = batch.list(paths);
    if (list.passed_over > 0 && !output.quiet()) {
        complain(
            tr_count(NP_("{} file that is not a capture was skipped", "{} files that are not captures were skipped"),
                     list.passed_over));
    }
    dissection::prepare_epan(checks.host());
    std::string error;
    if (!dissection::start_epan(error)) {
        complain(error);
        return kCannotRead;
    }
    dissection::open_session_ahead();
    sandbox::warm_up();
    std::vector<std::string> missing;
    const sandbox::Confinement confinement = sandbox::find_confinement(missing);
    for (const std::string &one : missing) {
        complain(tr_format("the sandbox of the workers is incomplete: {}", one));
    }
    batch::BatchOptions options;
    options.check = checks.check();
    options.check.threads = 1;  // the workers are side by side already
    options.record.json = {dissection::wireshark_version(), checks.show_secrets()};
    options.record.pseudonyms = redaction.pseudonyms();
    options.jobs = batch.jobs();
    options.limits = batch.limits();
    options.limits.confinement = confinement;
    options.quiet = output.quiet();
    const FilteredPhones selection(filter);
    if (filter.any()) options.selection = &selection;
    const batch::BatchResult result = batch::run_batch(list.captures, known, *store, options);
    dissection::stop_epan();
    return conclude(result, batch, filter, output);
}

}  // namespace capf::cli
