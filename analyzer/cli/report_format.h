// SPDX-License-Identifier: GPL-2.0-or-later
// The formats in which `check` reports.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cli/command_line.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/report/csv_report.h"
#include "analyzer/report/text_options.h"

namespace capf::cli {

// What the formats have in common.
struct ReportSettings {
    std::string wireshark_version;
    bool show_secrets = false;
    bool one_line_a_phone = false;  // of text
    report::TextOptions text;
};

// "html" of "report.html"; empty where the name tells no format that check writes.
[[nodiscard]] std::string format_of_ending(const std::string &path);

class ReportFormat {
public:
    // --format, --table and --fields.
    void add_options(CommandLine &line);
    // False after an error, which was told on stderr.
    [[nodiscard]] bool load();
    // Tells on stderr when the name of the output is that of another format than the text that nobody chose.
    void tell_of_name(const std::string &output) const;
    // The reports are redacted: csv gets the column that says so.
    void tell_redacted();
    // `--fields help` was asked for: what to print instead of a report, else nothing.
    [[nodiscard]] std::string help() const;

    // What to write as soon as a capture is judged, and what once all are.
    [[nodiscard]] std::string of_capture(const findings::CaptureReport &capture, bool first,
                                         const ReportSettings &settings) const;
    [[nodiscard]] std::string of_all(const std::vector<findings::CaptureReport> &captures,
                                     const ReportSettings &settings) const;

    // Whether a capture is reported phone by phone, so that its phones' texts can be made one by one, in pieces:
    [[nodiscard]] bool goes_by_phone(const ReportSettings &settings) const {
        return is_json() || (format_ == "text" && settings.one_line_a_phone);
    }
    // and has tables across phones beside.
    [[nodiscard]] bool has_tables() const { return format_ == "json"; }
    // Of the one phone that the capture has.
    [[nodiscard]] std::string of_phone(const findings::CaptureReport &capture, const ReportSettings &settings) const;
    // What stands around the phones, of the only capture. Of its phones it needs what the tables are made of.
    struct Around {
        std::string before, between, behind;
    };
    [[nodiscard]] Around around_phones(const findings::CaptureReport &capture, const ReportSettings &settings) const;

private:
    [[nodiscard]] bool is_json() const { return format_ == "json" || format_ == "jsonl"; }
    [[nodiscard]] std::string csv_of_capture(const findings::CaptureReport &capture, bool first) const;
    [[nodiscard]] std::string csv_of_all(const std::vector<findings::CaptureReport> &captures) const;

    std::string format_, table_name_, field_names_;
    report::CsvReport csv_;
};

}  // namespace capf::cli
