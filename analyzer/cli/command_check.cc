// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck [check] CAPTURE...
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/capture/formats/interruption.h"
#include "analyzer/check_capture.h"
#include "analyzer/cli/beside_captures.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/input_arguments.h"
#include "analyzer/cli/input_notices.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/part_arguments.h"
#include "analyzer/cli/phone_filter.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/report_format.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/judge.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/sandbox/confined_run.h"

namespace capf::cli {
namespace {

constexpr int kUndecided = 3;
constexpr std::size_t kWrittenAtOnce = 65536;  // bytes, of the reports on many phones

constexpr const char *kCheckFooter =
    N_("Exit status: 0 every phone got its encrypted configuration or needs none, 1 a phone failed,\n"
       "2 usage error, 3 a capture does not show enough, 4 a file cannot be read to its end,\n"
       "130 interrupted.\n\n"
       "Examples:\n"
       "  capfcheck phone.pcapng\n"
       "  capfcheck --keylog capf.keylog phone.pcapng\n"
       "  capfcheck phone.pcapng logs.tar.gz cli-output/\n"
       "  capfcheck --format html -o report.html *.pcap\n"
       "  capfcheck --format csv --fields device,verdict,code *.pcap\n"
       "  capfcheck --format csv --table certificates *.pcap\n"
       "  capfcheck --tls-key CAPF.pem --format json *.pcap > verdicts.json\n");

// Judges one capture after the other, and writes what is found.
class Checker {
public:
    void add_options(CommandLine &line) {
        inputs_.add_options(line);
        format_.add_options(line);
        checks_.add_options(line);
        filter_.add_options(line);
        redaction_.add_options(line);
        sandbox_.add_options(line);
        output_.add_options(line, N_("phone"));
        output_.add_text_options(line);
        parts_.add_options(line);
    }

    [[nodiscard]] int run(const CommandLine &line) {
        if (!format_.load()) return kUsageError;
        if (!format_.help().empty()) return print_to_stdout(format_.help());
        if (inputs_.empty()) return line.refuse("FILE is required");
        if (!inputs_.load() || !filter_.load() || !checks_.load() || !redaction_.load(checks_.show_secrets()) ||
            !sandbox_.load() || !parts_.load())
            return kUsageError;
        inputs_.find_files(!redaction_.wanted());
        const std::vector<std::string> paths = inputs_.paths();
        if (!output_.open(paths)) return kUsageError;
        format_.tell_of_name(output_.path());
        if (redaction_.wanted()) {
            format_.tell_redacted();
            sandbox_.hide_names();
        }
        dissection::prepare_epan(checks_.host());
        output_.note("Wireshark " + dissection::wireshark_version());
        settings_ = {dissection::wireshark_version(), checks_.show_secrets(), output_.quiet(), output_.text_options()};
        part_options_ = parts_.options(sandbox_, output_);
        return sandbox_.run(paths, output_, [&] { return check(); });
    }

private:
    [[nodiscard]] int check() {
        capture::end_reading_on_signals();
        SortedInputs sorted;
        sandbox::run_confined_thread([&] { sorted = inputs_.sort(); });
        bool had_problem = inputs_.had_problem();
        had_problem |= !refuse_signed_files(sorted);
        tell_of_batch(sorted);
        if (sorted.captures.empty() && sorted.beside.empty() && inputs_.logs().empty()) {
            complain(N_("none of the files is a capture or a log"));
            had_problem = true;
        }
        const bool captures_alone = sorted.beside.empty() && inputs_.logs().empty();
        if (captures_alone && sorted.captures.size() == 1 && goes_in_parts()) {
            check_in_parts(sorted.captures.front());
            tell_passed_over(sorted);
        } else if (captures_alone) {
            for (const std::vector<std::string> &files : sorted.captures) {
                if (capture::is_reading_interrupted()) break;
                write(judge(files, checks_.check()));
            }
            tell_passed_over(sorted);
        } else {
            had_problem |= !check_beside(std::move(sorted));
        }
        if (!texts_) output_.write(format_.of_all(reports_, settings_));
        tell_not_met();
        if (capture::is_reading_interrupted()) {
            complain(capture::is_judging_interrupted() ? N_("interrupted: this reports what was judged by then")
                                                       : N_("interrupted: this reports what was read by then"));
            status_ = kInterrupted;
        }
        return output_.close() && !had_problem ? status_ : kCannotRead;
    }

    // False when there are any.
    [[nodiscard]] bool refuse_signed_files(const SortedInputs &sorted) const {
        for (const std::string &path : sorted.signed_files) {
            complain((redaction_.wanted() ? tr("a file") : path) + ": " +
                     tr("is a trust list or a signed file, not a capture: --trust-list gives a list that the phone "
                        "already had, capfcheck show prints it"));
        }
        return sorted.signed_files.empty();
    }

    // A folder is walked through for what belongs to one case.
    void tell_of_batch(const SortedInputs &sorted) const {
        constexpr std::size_t kCapturesOfACase = 10;
        if (!inputs_.has_folder() || sorted.captures.size() <= kCapturesOfACase || output_.quiet()) return;
        complain(tr_format(
            "{} captures, one after another: capfcheck batch judges several at a time, and goes on when one crashes",
            sorted.captures.size()));
    }

    // Files in folders, where there is nothing beside the captures that is walked through.
    void tell_passed_over(const SortedInputs &sorted) {
        const std::vector<std::string> &paths = sorted.passed_over;
        note_unrecognised(output_, paths.size(), redaction_.wanted() ? std::vector<std::string>() : paths);
    }

    // What --redact hides in a capture's name, and what the other formats say first, is known when all is judged.
    [[nodiscard]] bool goes_in_parts() const {
        return parts_.wanted() && format_.goes_by_phone(settings_) && !redaction_.wanted() && !filter_.any();
    }

    // The only capture: its phones' reports are made where they are judged, when it is large.
    void check_in_parts(const std::vector<std::string> &files) {
        output_.note(tr_format("reading {}", fmt::format("{}", fmt::join(files, ", "))));
        part_options_.tables = format_.has_tables();
        part_options_.text = [&](const findings::CaptureReport &one) { return format_.of_phone(one, settings_); };
        PartedCapture capture = check_capture_in_parts(files, checks_.check(), part_options_);
        if (capture.texts) output_.note(tr("judged in parts"));
        texts_ = std::move(capture.texts);
        write(std::move(capture.report));
    }

    void write_texts() {
        const ReportFormat::Around around = format_.around_phones(reports_.back(), settings_);
        std::string text = around.before;
        for (std::size_t i = 0; i < texts_->size(); ++i) {
            if (i > 0) text += around.between;
            text += texts_->at(i);
            if (text.size() < kWrittenAtOnce) continue;
            output_.write(text);
            text.clear();
        }
        output_.write(text + around.behind);
    }

    // False when something could not be read.
    bool check_beside(SortedInputs sorted) {
        BesideCaptures beside(inputs_, std::move(sorted), output_);
        const auto judge = [&](const auto &captures, const auto &given) { return judge_all(captures, given); };
        std::vector<findings::CaptureReport> reports = beside.check(judge, !redaction_.wanted());
        for (findings::CaptureReport &report : reports) write(std::move(report));
        if (reports.empty()) status_ = findings::worse_status(status_, kUndecided);
        return !beside.had_problem();
    }

    void tell_not_met() {
        if (!filter_.tell_not_met()) status_ = findings::worse_status(status_, kUndecided);
    }

    [[nodiscard]] findings::CaptureReport judge(const std::vector<std::string> &files, const CheckOptions &options) {
        // What in the name is to be hidden is not known before.
        output_.note(
            tr_format("reading {}", redaction_.wanted() ? tr("a capture") : fmt::format("{}", fmt::join(files, ", "))));
        return check_capture(files, options);
    }

    [[nodiscard]] std::vector<findings::CaptureReport> judge_all(const std::vector<std::vector<std::string>> &captures,
                                                                 const logs::GivenBeside &given) {
        const CheckOptions options = with_given(checks_.check(), given);
        std::vector<findings::CaptureReport> reports;
        reports.reserve(captures.size());
        for (const std::vector<std::string> &files : captures) reports.push_back(judge(files, options));
        return reports;
    }

    void write(findings::CaptureReport report) {
        const std::string path = report.file;
        filter_.keep_named(report);
        if (filter_.any() && report.phones.empty() && report.readable) return;
        status_ = findings::worse_status(status_, findings::exit_status({&report, 1}));
        filter_.keep_verdicts(report);
        redaction_.apply(report);
        tell_problem(report);
        output_.note(tr_format("{0}: {1}, {2} dissected, {3}", redaction_.wanted() ? report.file : path,
                               report::count_text(report.packets, "packet"), report.dissected,
                               report::count_text(static_cast<std::int64_t>(report.phones.size()), "phone")));
        reports_.push_back(std::move(report));
        if (texts_) return write_texts();
        output_.write(format_.of_capture(reports_.back(), reports_.size() == 1, settings_));
    }

    InputArguments inputs_;
    ReportFormat format_;
    Output output_;
    CheckArguments checks_;
    RedactArguments redaction_;
    SandboxArguments sandbox_;
    ReportSettings settings_;
    std::vector<findings::CaptureReport> reports_;
    PhoneFilter filter_;
    PartArguments parts_;
    parts::PartOptions part_options_;
    std::optional<parts::PhoneTexts> texts_;  // of the only capture, when it was judged in parts
    int status_ = 0;
};

}  // namespace

int run_check(const Arguments &arguments) {
    CommandLine line(
        "check",
        N_("Checks whether the Cisco IP phones in captures got their encrypted configuration, and if not, why."),
        kCheckFooter);
    Checker checker;
    checker.add_options(line);
    if (const auto status = line.parse(arguments)) return *status;
    return checker.run(line);
}

}  // namespace capf::cli
