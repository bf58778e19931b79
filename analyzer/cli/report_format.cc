// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/report_format.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "analyzer/cli/output.h"
#include "analyzer/judge/judge.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/html_report.h"
#include "analyzer/report/json_report.h"
#include "analyzer/report/junit_report.h"
#include "analyzer/report/sarif_report.h"
#include "analyzer/report/text_report.h"
#include "analyzer/report/verdict_lines.h"

namespace capf::cli {
namespace {

constexpr const char *kHelp = "help";

// Captures that could not be opened are told of on stderr.
std::string text_of(std::vector<findings::CaptureReport> captures, const report::TextOptions &options) {
    std::erase_if(captures, [](const findings::CaptureReport &one) { return one.packets == 0 && !one.readable; });
    return captures.empty() ? "" : report::text_report(captures, options);
}

}  // namespace

std::string format_of_ending(const std::string &path) {
    constexpr std::pair<std::string_view, std::string_view> kEndings[] = {
        {".csv", "csv"},     {".htm", "html"},  {".html", "html"},  {".json", "json"},
        {".jsonl", "jsonl"}, {".xml", "junit"}, {".sarif", "sarif"}};
    const auto *const found =
        std::ranges::find_if(kEndings, [&](const auto &one) { return path.ends_with(one.first); });
    return found == std::end(kEndings) ? "" : std::string(found->second);
}

void ReportFormat::tell_of_name(const std::string &output) const {
    const std::string meant = format_of_ending(output);
    if (format_ == "text" && !meant.empty())
        complain(
            tr_format("--output {0}: gets the report as text; --format {1} writes what its name says", output, meant));
}

void ReportFormat::add_options(CommandLine &line) {
    line.add_choice("--format", format_, {"text", "html", "json", "jsonl", "csv", "junit", "sarif"}, "FORMAT");
    line.add_choice("--table", table_name_, report::csv_table_names(), "TABLE");
    line.add_option("--fields", field_names_, "columns of csv, separated by commas; help lists them", "LIST");
}

bool ReportFormat::load() {
    const std::vector<std::string> &tables = report::csv_table_names();
    const auto table = std::find(tables.begin(), tables.end(), table_name_) - tables.begin();
    csv_ = report::CsvReport(static_cast<report::CsvTable>(table));
    if (field_names_ == kHelp) return true;
    if (format_ != "csv" && csv_.table() != report::CsvTable::phones) {
        return complain_of("--table", table_name_, "works with --format csv only");
    }
    if (field_names_.empty()) return true;
    if (format_ != "csv") return complain_of("--fields", field_names_, "works with --format csv only");
    std::string unknown;
    return csv_.choose(field_names_, unknown) ||
           complain_of("--fields", field_names_, tr_format("there is no column {}; --fields help lists them", unknown));
}

void ReportFormat::tell_redacted() {
    csv_.tell_redacted();
}

std::string ReportFormat::help() const {
    return field_names_ == kHelp ? report::csv_field_list(csv_.table()) : "";
}

std::string ReportFormat::csv_of_capture(const findings::CaptureReport &capture, bool first) const {
    if (csv_.table() != report::CsvTable::phones) return "";
    return (first ? csv_.header() : "") + csv_.phones(capture);
}

std::string ReportFormat::csv_of_all(const std::vector<findings::CaptureReport> &captures) const {
    if (csv_.table() == report::CsvTable::phones) return "";
    return csv_.header() + csv_.across_phones(captures);
}

std::string ReportFormat::of_capture(const findings::CaptureReport &capture, bool first,
                                     const ReportSettings &settings) const {
    if (format_ == "text") return settings.one_line_a_phone ? report::verdict_lines(capture) : "";
    if (format_ == "jsonl") return report::json_line(capture, {settings.wireshark_version, settings.show_secrets});
    if (format_ == "csv") return csv_of_capture(capture, first);
    return "";
}

std::string ReportFormat::of_all(const std::vector<findings::CaptureReport> &captures,
                                 const ReportSettings &settings) const {
    if (format_ == "text") return settings.one_line_a_phone ? "" : text_of(captures, settings.text);
    if (format_ == "json") return report::json_report(captures, {settings.wireshark_version, settings.show_secrets});
    if (format_ == "html") {
        return report::html_report(captures, {settings.wireshark_version, settings.show_secrets, settings.text.time});
    }
    if (format_ == "csv") return csv_of_all(captures);
    if (format_ == "junit") return report::junit_report(captures);
    if (format_ == "sarif") return report::sarif_report(captures, findings::exit_status(captures));
    return "";
}

std::string ReportFormat::of_phone(const findings::CaptureReport &capture, const ReportSettings &settings) const {
    const report::JsonOptions json{settings.wireshark_version, settings.show_secrets};
    if (format_ == "json") return report::json_report_phone(capture.phones.front(), json);
    if (format_ == "jsonl") return report::json_line_phone(capture.phones.front(), json);
    return report::verdict_lines(capture);
}

ReportFormat::Around ReportFormat::around_phones(const findings::CaptureReport &capture,
                                                 const ReportSettings &settings) const {
    if (!is_json()) return {};
    const report::JsonOptions json{settings.wireshark_version, settings.show_secrets};
    report::JsonPieces pieces =
        format_ == "json" ? report::json_report_pieces(capture, json) : report::json_line_pieces(capture, json);
    return {std::move(pieces.before), std::move(pieces.between), std::move(pieces.behind)};
}

}  // namespace capf::cli
