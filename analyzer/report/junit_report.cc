// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/junit_report.h"

#include <algorithm>

#include "analyzer/language/language.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_filter.h"
#include "analyzer/report/html/markup.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"

namespace capf::report {
namespace {

using namespace findings;

struct Counts {
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;

    Counts &operator+=(const Counts &more) {
        tests += more.tests;
        failures += more.failures;
        errors += more.errors;
        skipped += more.skipped;
        return *this;
    }
};

Markup counts_attributes(const Counts &counts) {
    return markup("tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", counts.tests, counts.failures,
                  counts.errors, counts.skipped);
}

std::string failure_text(const PhoneReport &phone) {
    std::string text;
    for (const Finding &one : phone.diagnoses) {
        text += fmt::format("{} at {} ({})\n{}\nWhat to do: {}\n{}\n", name_of(one.code), name_of(one.step()),
                            name_of(one.evidence), summary_text(one), remedy_text(one), frame_filter(one.refs));
    }
    return text;
}

// escape() makes one line of a text: here each line is escaped by itself.
Markup lines_of(const std::string &text) {
    Markup lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines += markup("{}\n", text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

Markup outcome(const PhoneReport &phone, Counts &counts) {
    switch (phone.verdict) {
        case Verdict::encrypted:
        case Verdict::not_enabled:
            return {};
        case Verdict::failed:
            ++counts.failures;
            return markup("\n      <failure type=\"{}\" message=\"{}\">{}</failure>",
                          phone.diagnoses.empty() ? std::string_view("failed") : name_of(phone.diagnoses.front().code),
                          phone.diagnoses.empty() ? conclusion_text(phone) : summary_text(phone.diagnoses.front()),
                          lines_of(failure_text(phone)));
        case Verdict::incomplete:
            break;
    }
    ++counts.skipped;
    return markup("\n      <skipped message=\"{}\"/>", conclusion_text(phone));
}

std::string step_lines(const PhoneReport &phone) {
    std::string text;
    for (const StepResult &step : phone.steps) {
        text += fmt::format("{:<16} {:<10} {}\n", name_of(step.step), name_of(step.status), step_text(phone, step));
    }
    return text + conclusion_text(phone) + "\n";
}

Markup phone_case(const CaptureReport &capture, const PhoneReport &phone, Counts &counts) {
    ++counts.tests;
    return markup("    <testcase classname=\"{}\" name=\"{}\">{}\n      <system-out>{}</system-out>\n    </testcase>\n",
                  capture.file, phone_name(phone), outcome(phone, counts), lines_of(step_lines(phone)));
}

Markup capture_case(const CaptureReport &capture, Counts &counts) {
    if (!capture.problem.empty()) {
        ++counts.tests;
        ++counts.errors;
        return markup(
            "    <testcase classname=\"{}\" name=\"capture\">\n      <error type=\"{}\" message=\"{}\"/>\n"
            "    </testcase>\n",
            capture.file, capture.packets > 0 ? "damaged" : "unreadable", capture.problem);
    }
    if (!capture.phones.empty()) return {};
    ++counts.tests;
    ++counts.skipped;
    return markup(
        "    <testcase classname=\"{}\" name=\"capture\">\n      <skipped message=\"no phone that fetches its "
        "configuration is in this capture\"/>\n    </testcase>\n",
        capture.file);
}

Markup suite(const CaptureReport &capture, Counts &total) {
    Counts counts;
    Markup cases = capture_case(capture, counts);
    for (const PhoneReport &phone : capture.phones) cases += phone_case(capture, phone, counts);
    total += counts;
    const Markup time =
        capture.first_time ? markup(" timestamp=\"{}\"", rfc3339(*capture.first_time).substr(0, 19)) : Markup{};
    const Markup properties =
        capture.redacted ? markup("    <properties><property name=\"redacted\" value=\"true\"/></properties>\n")
                         : Markup{};
    return markup("  <testsuite name=\"{}\" {}{}>\n{}{}  </testsuite>\n", capture.file, counts_attributes(counts), time,
                  properties, cases);
}

}  // namespace

std::string junit_report(const std::vector<CaptureReport> &captures) {
    const language::English english;
    Counts total;
    Markup suites;
    for (const CaptureReport &capture : captures) suites += suite(capture, total);
    return markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"capfcheck\" {}>\n{}</testsuites>\n",
                  counts_attributes(total), suites)
        .html;
}

}  // namespace capf::report
