// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck [check] CAPTURE...
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/capture/formats/interruption.h"
#include "analyzer/check_capture.h"
#include "analyzer/cli/capture_groups.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/phone_filter.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/report_format.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/judge.h"
#include "analyzer/report/pattern.h"

namespace capf::cli {
namespace {

constexpr int kUndecided = 3;
constexpr int kInterrupted = 130;

constexpr const char *kFooter =
    "Exit status: 0 every phone got its encrypted configuration or needs none, 1 a phone failed,\n"
    "2 usage error, 3 a capture does not show enough, 4 a capture cannot be read, 130 interrupted.\n\n"
    "Examples:\n"
    "  capfcheck phone.pcapng\n"
    "  capfcheck --keylog capf.keylog phone.pcapng\n"
    "  capfcheck --format html -o report.html *.pcap\n"
    "  capfcheck --format csv --fields device,verdict,code *.pcap\n"
    "  capfcheck --format csv --table certificates *.pcap\n"
    "  capfcheck --tls-key CAPF.pem --format json *.pcap > verdicts.json\n";

}  // namespace

int run_check(const Arguments &arguments) {
    CommandLine line(
        "check", "Checks in captures whether Cisco IP phones got their encrypted configuration, and why not.", kFooter);
    CaptureGroups captures;
    ReportFormat format;
    Output output;
    CheckArguments checks;
    RedactArguments redaction;
    SandboxArguments sandbox;
    PhoneFilter filter;
    captures.add_options(line);
    format.add_options(line);
    checks.add_options(line);
    filter.add_options(line);
    redaction.add_options(line);
    sandbox.add_options(line);
    output.add_options(line, "phone");
    output.add_text_options(line);
    if (const auto status = line.parse(arguments)) return *status;
    if (!format.load()) return kUsageError;
    if (!format.help().empty()) return print_to_stdout(format.help());
    if (captures.paths().empty()) return line.refuse("FILE is required");
    if (!filter.load() || !checks.load() || !redaction.load(checks.show_secrets()) || !sandbox.load())
        return kUsageError;
    if (!output.open(captures.paths())) return kUsageError;
    if (redaction.wanted()) {
        format.tell_redacted();
        sandbox.hide_names();
    }
    dissection::prepare_epan(checks.host());
    output.note("Wireshark " + dissection::wireshark_version());
    const ReportSettings settings{dissection::wireshark_version(), checks.show_secrets(), output.quiet(),
                                  output.text_options()};
    const std::vector<std::vector<std::string>> groups = captures.groups();
    return sandbox.run(captures.paths(), output, [&] {
        capture::end_reading_on_signals();
        std::vector<findings::CaptureReport> reports;
        int status = 0;
        for (const std::vector<std::string> &files : groups) {
            if (capture::is_reading_interrupted()) break;
            const std::string path = fmt::format("{}", fmt::join(files, ", "));
            // What in the name is to be hidden is not known before.
            output.note("reading " + (redaction.wanted() ? "a capture" : path));
            reports.push_back(check_capture(files, checks.check()));
            filter.keep_named(reports.back());
            if (filter.any() && reports.back().phones.empty() && reports.back().readable) {
                reports.pop_back();
                continue;
            }
            status = findings::worse_status(status, findings::exit_status({&reports.back(), 1}));
            filter.keep_verdicts(reports.back());
            redaction.apply(reports.back());
            tell_problem(reports.back());
            output.note(
                fmt::format("{}: {}, {} dissected, {}", redaction.wanted() ? reports.back().file : path,
                            report::count_text(reports.back().packets, "packet"), reports.back().dissected,
                            report::count_text(static_cast<std::int64_t>(reports.back().phones.size()), "phone")));
            output.write(format.of_capture(reports.back(), reports.size() == 1, settings));
        }
        output.write(format.of_all(reports, settings));
        for (const std::string &name : filter.not_met()) {
            complain_of("--phone", name, "no such phone is in what was read");
            status = findings::worse_status(status, kUndecided);
        }
        if (capture::is_reading_interrupted()) {
            complain("interrupted: this is told of what was read by then");
            status = kInterrupted;
        }
        return output.close() ? status : kCannotRead;
    });
}

}  // namespace capf::cli
