// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck pair PHONE CUCM
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/check_pair.h"
#include "analyzer/cli/check_arguments.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/redact_arguments.h"
#include "analyzer/cli/sandbox_arguments.h"
#include "analyzer/judge/judge.h"
#include "analyzer/language/translate.h"
#include "analyzer/redact/redact_report.h"
#include "analyzer/redact/value_redactor.h"
#include "analyzer/report/pair_report.h"
#include "analyzer/report/swap_text.h"
#include "analyzer/report/verdict_lines.h"

namespace capf::cli {
namespace {

constexpr int kIncomplete = 3;

constexpr const char *kPairFooter =
    N_("Exit status: as for check, by the joined verdicts; 3 when the captures have no packet in common, or PHONE and\n"
       "CUCM seem to be swapped.\n\n"
       "Examples:\n"
       "  capfcheck pair phone.pcap cucm.cap\n"
       "  capfcheck pair --keylog capf.keylog --format json phone.pcap cucm.cap\n");

std::string result_of(const pair::PairReport &report, const std::string &format, const Output &output,
                      bool show_secrets) {
    if (format == "json") return report::pair_json(report, {dissection::wireshark_version(), show_secrets});
    if (output.quiet()) return report::verdict_lines(report.joined);
    return report::pair_text(report, output.text_options());
}

// Of both captures: either file may be called after a phone of the other.
redact::KnownNames names_in(const pair::PairReport &report, const findings::CaptureReport &cucm) {
    redact::KnownNames known;
    known.add(report.joined);
    known.add(cucm);
    for (const std::string &name : report.only_at_cucm) known.devices.insert(name);
    return known;
}

void redact_pair(pair::PairReport &report, findings::CaptureReport &cucm, const RedactArguments &redaction) {
    if (!redaction.wanted()) return;
    const redact::ValueRedactor redactor(*redaction.pseudonyms(), names_in(report, cucm));
    report.phone_file = redactor.path(report.phone_file);
    report.cucm_file = redactor.path(report.cucm_file);
    for (pair::Loss &loss : report.losses) {
        for (pair::PacketName &name : loss.what) name.file = redactor.file_name(name.file);
        loss.client = redactor.endpoint(loss.client);
        loss.server = redactor.endpoint(loss.server);
    }
    for (std::string &name : report.only_at_cucm) name = redactor.device(name);
    for (pair::BothEnds &ends : report.ends) {
        redact::redact_phone(ends.at_phone, redactor);
        if (ends.at_cucm) redact::redact_phone(*ends.at_cucm, redactor);
    }
    redact::redact_report(report.joined, redactor);
    redact::redact_report(cucm, redactor);
}

int exit_status(const pair::PairReport &report, const findings::CaptureReport &cucm) {
    if (!cucm.readable || !report.joined.readable) return kCannotRead;
    return report.clock && report.swapped.empty() ? findings::exit_status({&report.joined, 1}) : kIncomplete;
}

}  // namespace

int run_pair(const Arguments &arguments) {
    CommandLine line(
        "pair",
        N_("Joins two captures of one event, taken at the phone and at CUCM, and shows the offset of their clocks and\n"
           "what was lost, reset or changed in between."),
        kPairFooter);
    std::string phone, cucm, format;
    Output output;
    CheckArguments checks;
    RedactArguments redaction;
    SandboxArguments sandbox;
    line.add_argument("PHONE", phone, "capture taken at the phone");
    line.add_argument("CUCM", cucm, "capture of the same event taken at CUCM");
    line.add_choice("--format", format, {"text", "json"}, "FORMAT");
    checks.add_options(line);
    redaction.add_options(line);
    sandbox.add_options(line);
    output.add_options(line, N_("phone"));
    output.add_text_options(line);
    if (const auto status = line.parse(arguments)) return *status;
    if (!checks.load() || !redaction.load(checks.show_secrets()) || !sandbox.load()) return kUsageError;
    if (!output.open({phone, cucm})) return kUsageError;
    if (redaction.wanted()) sandbox.hide_names();
    dissection::prepare_epan(checks.host());
    output.note(redaction.wanted() ? tr("reading two captures") : tr_format("reading {0} and {1}", phone, cucm));
    return sandbox.run({phone, cucm}, output, [&] {
        findings::CaptureReport of_cucm;
        pair::PairReport report = check_pair(phone, cucm, checks.check(), of_cucm);
        redact_pair(report, of_cucm, redaction);
        tell_problem(report.joined);
        tell_problem(of_cucm);
        if (!report.clock && report.joined.readable && of_cucm.readable) {
            complain(tr_format("{0} and {1} have no packet in common", report.phone_file, report.cucm_file));
        }
        if (!report.swapped.empty()) complain(report::swap_text(report));
        output.write(result_of(report, format, output, checks.show_secrets()));
        return output.close() ? exit_status(report, of_cucm) : kCannotRead;
    });
}

}  // namespace capf::cli
