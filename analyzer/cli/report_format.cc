// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/report_format.h"

#include "analyzer/cli/output.h"
#include "analyzer/judge/judge.h"
#include "analyzer/report/html_report.h"
#include "analyzer/report/json_report.h"
#include "analyzer/report/junit_report.h"
#include "analyzer/report/sarif_report.h"
#include "analyzer/report/text_report.h"
#include "analyzer/report/verdict_lines.h"

namespace capf::cli {
namespace {

constexpr const char *kHelp = "help";

std::string text_of(const findings::CaptureReport &capture, bool first, const ReportSettings &settings) {
    if (settings.one_line_a_phone) return report::verdict_lines(capture);
    if (capture.packets == 0 && !capture.readable) return "";
    return (first ? "" : "\n") + report::text_report(capture, {settings.color, settings.time, {}, {}});
}

}  // namespace

void ReportFormat::add_options(CommandLine &line) {
    line.add_choice("--format", format_, {"text", "html", "json", "jsonl", "csv", "junit", "sarif"}, "FORMAT");
    line.add_option("--fields", field_names_, "columns of csv, separated by commas; help lists them", "LIST");
}

bool ReportFormat::load() {
    if (field_names_ == kHelp) return true;
    if (!field_names_.empty() && format_ != "csv") {
        return complain_of("--fields", field_names_, "is for --format csv alone");
    }
    std::string unknown;
    fields_ = report::choose_csv_fields(field_names_, unknown);
    return !fields_.empty() ||
           complain_of("--fields", field_names_, "there is no column " + unknown + "; --fields help lists them");
}

void ReportFormat::tell_redacted() {
    std::string unknown;
    const std::vector<const report::CsvField *> telling = report::choose_csv_fields(report::kRedactedField, unknown);
    for (const report::CsvField *field : fields_) {
        if (field == telling.front()) return;
    }
    fields_.push_back(telling.front());
}

std::string ReportFormat::help() const {
    return field_names_ == kHelp ? report::csv_field_list() : "";
}

std::string ReportFormat::of_capture(const findings::CaptureReport &capture, bool first,
                                     const ReportSettings &settings) const {
    if (format_ == "text") return text_of(capture, first, settings);
    if (format_ == "jsonl") return report::json_line(capture, {settings.wireshark_version, settings.show_secrets});
    if (format_ == "csv") return (first ? report::csv_header(fields_) : "") + report::csv_rows(capture, fields_);
    return "";
}

std::string ReportFormat::of_all(const std::vector<findings::CaptureReport> &captures,
                                 const ReportSettings &settings) const {
    if (format_ == "json") return report::json_report(captures, {settings.wireshark_version, settings.show_secrets});
    if (format_ == "html") return report::html_report(captures, {settings.wireshark_version, settings.show_secrets});
    if (format_ == "junit") return report::junit_report(captures);
    if (format_ == "sarif") return report::sarif_report(captures, findings::exit_status(captures));
    return "";
}

}  // namespace capf::cli
