// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck export CAPTURE... -d DIR, --slice OUT.pcapng
#include <fmt/format.h>

#include "analyzer/check_capture.h"
#include "analyzer/cli/beside_captures.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/input_arguments.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/export/collect_files.h"
#include "analyzer/export/file_export.h"
#include "analyzer/export/redact_files.h"
#include "analyzer/export/slice.h"
#include "analyzer/export/slice_frames.h"
#include "analyzer/language/translate.h"
#include "analyzer/redact/value_redactor.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/sentence.h"
#include "analyzer/sandbox/confined_run.h"

namespace capf::cli {
namespace {

constexpr int kNothingFound = 3;

constexpr const char *kExportFooter =
    N_("Exit status: 0 written, 2 usage error, 3 there was nothing to write, 4 a capture cannot be read\n"
       "to its end, or something cannot be written.\n\n"
       "Examples:\n"
       "  capfcheck export -d case phone.pcapng\n"
       "  capfcheck export -d case --phone-key SEP001122334455=lsc.key phone.pcapng\n"
       "  capfcheck export --slice small.pcapng huge.pcap\n"
       "  capfcheck export --slice case.pcapng phone.pcapng logs.tar.gz\n");

class Exporter {
public:
    void add_options(CommandLine &line) {
        inputs_.add_options(line);
        line.add_option("-d,--directory", directory_, "write phone files and certificates into this new folder", "DIR");
        line.add_option("--slice", slice_path_, "write the frames that matter, with comments, as a capture", "FILE");
        checks_.add_options(line);
        redaction_.add_options(line);
        sandbox_.add_options(line);
        line.add_flag("-q,--quiet", quiet_, "print only problems on standard error");
    }

    // The usage error, or nothing.
    [[nodiscard]] std::string misuse() const {
        if (inputs_.empty()) return tr("FILE is required");
        if (directory_.empty() && slice_path_.empty()) return tr("give --directory DIR, --slice FILE, or both");
        return "";
    }

    int run() {
        if (!inputs_.load() || !checks_.load() || !redaction_.load(checks_.show_secrets()) || !sandbox_.load())
            return kUsageError;
        inputs_.find_files(!redaction_.wanted());
        if (!open()) return kUsageError;
        dissection::prepare_epan(checks_.host());
        if (redaction_.wanted()) sandbox_.hide_names();
        if (sandbox_.wanted()) folder_.create_with(sandbox::ask_for_new_file);
        return sandbox_.run(
            inputs_.paths(), slice_, [&] { return export_all(); },
            [&](const std::string &name) { return folder_.create_at(name); });
    }

private:
    int export_all() {
        SortedInputs sorted;
        sandbox::run_confined_thread([&] { sorted = inputs_.sort(); });
        BesideCaptures beside(inputs_, std::move(sorted), slice_);
        const logs::GivenBeside given = beside.read_given(!redaction_.wanted());
        const std::vector<std::vector<std::string>> captures = beside.captures(given);
        if (!slice_path_.empty() && captures.size() > 1) {
            complain(N_("--slice takes one capture; give it alone, or --directory for several"));
            return kUsageError;
        }
        const CheckOptions options = with_given(checks_.check(), given);
        for (const std::vector<std::string> &files : captures) one_capture(files, options, beside);
        failed_ |= inputs_.had_problem() || beside.had_problem();
        std::string error;
        const exporting::ManifestSettings settings{dissection::wireshark_version(), checks_.show_secrets(),
                                                   redaction_.wanted()};
        if (!directory_.empty() && !failed_ && !files_.finish(settings, error)) {
            complain_of("--directory", directory_, error);
            failed_ = true;
        }
        if (!list_files() || failed_) return kCannotRead;
        return found_ ? 0 : kNothingFound;
    }

    [[nodiscard]] bool open() {
        std::string error;
        if (!slice_path_.empty() && !slice_.open_file("--slice", slice_path_, inputs_.paths())) return false;
        return directory_.empty() || folder_.open(directory_, error) || complain_of("--directory", directory_, error);
    }

    void one_capture(const std::vector<std::string> &files, const CheckOptions &options, BesideCaptures &beside) {
        exporting::SliceFrames frames;
        const auto observe = [&]() -> dissection::Sink {
            frames = exporting::SliceFrames();
            return [&](const dissection::Observation &observation) { frames.add(observation); };
        };
        findings::CaptureReport report = check_capture(files, options, observe, [&](const JudgedCapture &judged) {
            BesideCaptures::Reports reports{judged.report};
            if (!slice_path_.empty()) beside.add_logs(reports, !redaction_.wanted());
            findings::CaptureReport &shared = reports.front();
            redaction_.apply(shared);
            if (!directory_.empty()) write_files(judged, shared);
            if (!slice_path_.empty()) write_slice(judged, shared, frames);
        });
        redaction_.apply(report);
        tell_problem(report);
        failed_ |= !report.problem.empty();
    }

    void write_files(const JudgedCapture &judged, const findings::CaptureReport &shared) {
        std::string error;
        auto files = exporting::collect_files(judged.timeline.phones(), judged.report,
                                              {checks_.check().judge.phone_keys, checks_.show_secrets()});
        found_ |= !files.empty();
        if (redaction_.wanted()) {
            exporting::redact_files(files, redact::ValueRedactor(*redaction_.pseudonyms()));
        }
        if (files_.add(shared.file, files, error)) return;
        complain_of("--directory", directory_, error);
        failed_ = true;
    }

    void write_slice(const JudgedCapture &judged, const findings::CaptureReport &shared,
                     const exporting::SliceFrames &frames) {
        exporting::Slice slice;
        std::string error;
        if (!exporting::make_slice(judged.file, frames.choose(judged.file, judged.timeline), shared,
                                   {checks_.show_secrets(), redaction_.pseudonyms(), judged.timeline.capf_ports()},
                                   slice, error)) {
            complain_of("--slice", slice_path_, error);
            failed_ = true;
            return;
        }
        found_ |= slice.packets > 0;
        slice_.write({reinterpret_cast<const char *>(slice.bytes.data()), slice.bytes.size()});
        failed_ |= !slice_.close();
        if (slice.left_out > 0) {
            complain(tr_format("--slice {0}: {1} frames of a link type that it cannot hold are left out", slice_path_,
                               slice.left_out));
        }
        if (slice.secrets_left_out > 0 && !quiet_) {
            complain(tr_format("--slice {}: the keys that the capture carries are left out; --show-secrets keeps them",
                               slice_path_));
        }
        if (slice.log_lines_without_time > 0 && !quiet_) {
            complain(tr_format("--slice {0}: {1} of logs at the end, as their time is not known", slice_path_,
                               report::count_text(slice.log_lines_without_time, "line")));
        }
        if (redaction_.wanted() && !quiet_) {
            complain(
                tr_format("--slice {0}: redacted: {1} frames are cut where they hold signed data or names, TLS is "
                          "zeroed in {2}; its verdict may say less than that of the whole capture",
                          slice_path_, slice.redacted.cut, slice.redacted.zeroed));
        }
        if (!quiet_ && slice_path_ != "-") {
            const std::string lines =
                slice.log_lines == 0 ? ""
                                     : std::string(tr_in(report::kComma)) + report::count_text(slice.log_lines, "line");
            slice_line_ = tr_format("{0}: {1} of {2} packets{3}, {4} bytes\n", slice_path_, grouped(slice.packets),
                                    grouped(judged.report.packets), lines, grouped(slice.bytes.size()));
        }
    }

    // What was written, on standard output.
    [[nodiscard]] bool list_files() const {
        if (quiet_) return true;
        std::string text;
        for (const exporting::ManifestEntry &entry : files_.entries()) {
            text += entry.left_out.empty()
                        ? tr_format("{0}/{1}  {2}, {3} bytes{4}\n", report::printable(directory_), entry.path,
                                    exporting::name_of(entry.kind), grouped(entry.size),
                                    entry.masked.empty() ? "" : tr(", secrets masked"))
                        : tr_format("not written: {0}: {1}\n", report::printable(entry.name), entry.left_out);
        }
        return print_to_stdout(text + slice_line_) == 0;
    }

    InputArguments inputs_;
    CheckArguments checks_;
    RedactArguments redaction_;
    SandboxArguments sandbox_;
    std::string directory_, slice_path_, slice_line_;
    bool quiet_ = false, failed_ = false, found_ = false;
    Output slice_;
    exporting::OutputFolder folder_;
    exporting::FileExport files_{folder_};
};

}  // namespace

int run_export(const Arguments &arguments) {
    CommandLine line(
        "export",
        N_("Writes what captures hold: phone files as they were sent, what is in them, certificates as PEM,\n"
           "and a small capture that gives the same verdict. Passwords and private keys are masked."),
        kExportFooter);
    Exporter exporter;
    exporter.add_options(line);
    if (const auto status = line.parse(arguments)) return *status;
    if (const std::string why = exporter.misuse(); !why.empty()) return line.refuse(why);
    return exporter.run();
}

}  // namespace capf::cli
