// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck [check] CAPTURE...
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/check_capture.h"
#include "analyzer/cli/capture_groups.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/report_format.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/judge.h"

namespace capf::cli {
namespace {

constexpr const char *kFooter =
    "Exit status: 0 every phone got its encrypted configuration or needs none, 1 a phone failed,\n"
    "2 usage error, 3 a capture does not show enough, 4 a capture cannot be read.\n\n"
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
    captures.add_options(line);
    format.add_options(line);
    checks.add_options(line);
    redaction.add_options(line);
    sandbox.add_options(line);
    output.add_options(line, "phone");
    output.add_time_option(line);
    if (const auto status = line.parse(arguments)) return *status;
    if (!format.load()) return kUsageError;
    if (!format.help().empty()) return print_to_stdout(format.help());
    if (captures.paths().empty()) return line.refuse("FILE is required");
    if (!checks.load() || !redaction.load(checks.show_secrets()) || !sandbox.load()) return kUsageError;
    if (!output.open(captures.paths())) return kUsageError;
    if (redaction.wanted()) {
        format.tell_redacted();
        sandbox.hide_names();
    }
    dissection::prepare_epan(checks.host());
    output.note("Wireshark " + dissection::wireshark_version());
    const ReportSettings settings{dissection::wireshark_version(), checks.show_secrets(), output.color(),
                                  output.quiet(), output.time()};
    const std::vector<std::vector<std::string>> groups = captures.groups();
    return sandbox.run(captures.paths(), output, [&] {
        std::vector<findings::CaptureReport> reports;
        for (const std::vector<std::string> &files : groups) {
            const std::string path = fmt::format("{}", fmt::join(files, ", "));
            // What in the name is to be hidden is not known before.
            output.note("reading " + (redaction.wanted() ? "a capture" : path));
            reports.push_back(check_capture(files, checks.check()));
            redaction.apply(reports.back());
            tell_problem(reports.back());
            output.note(fmt::format("{}: {} packets, {} dissected, {} phones",
                                    redaction.wanted() ? reports.back().file : path, reports.back().packets,
                                    reports.back().dissected, reports.back().phones.size()));
            output.write(format.of_capture(reports.back(), reports.size() == 1, settings));
        }
        output.write(format.of_all(reports, settings));
        return output.close() ? findings::exit_status(reports) : kCannotRead;
    });
}

}  // namespace capf::cli
