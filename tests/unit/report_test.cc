// SPDX-License-Identifier: GPL-2.0-or-later
// What the reports are made of: escaping, frame filters, times, the rows of a ladder, cells, and JSON of odd names.
#include <sstream>

#include <gtest/gtest.h>

#include "analyzer/report/csv_report.h"
#include "analyzer/report/frame_filter.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/html/clock.h"
#include "analyzer/report/html/markup.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/html_report.h"
#include "analyzer/report/json_report.h"
#include "analyzer/report/junit_report.h"
#include "analyzer/report/ladder_rows.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sarif_report.h"
#include "analyzer/report/text_report.h"
#include "plugin/wire/time_units.h"

namespace capf::report {
namespace {

using namespace findings;
using dissection::FrameTime;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond;

TEST(Markup, EscapesWhateverIsNoMarkup) {
    EXPECT_EQ(markup("<p title=\"{}\">{}</p>", "\"'", std::string("<b>&\x1b")).html,
              "<p title=\"&quot;&#39;\">&lt;b&gt;&amp;\\x1b</p>");
    EXPECT_EQ(markup("{}{}", Markup{"<i>"}, 7).html, "<i>7");
}

EvidenceRef at_frame(std::uint32_t frame) {
    return FrameTime{frame, 1000};
}

EvidenceRefs at_frames(const std::vector<std::uint32_t> &frames) {
    EvidenceRefs refs;
    for (const std::uint32_t frame : frames) refs.push_back(at_frame(frame));
    return refs;
}

TEST(FrameFilter, SortsAndJoinsRuns) {
    EXPECT_EQ(frame_filter({}), "");
    EXPECT_EQ(frame_filter(at_frames({0})), "");  // known, and not to be found in the capture
    EXPECT_EQ(frame_filter(at_frames({7})), "frame.number in {7}");
    EXPECT_EQ(frame_filter(at_frames({12, 3, 5, 4, 11, 3})), "frame.number in {3..5, 11, 12}");
    EXPECT_EQ(frame_list(at_frames({9, 1, 2, 3, 20, 30}), 2), "1–3, 9, …");
}

TEST(ReportTime, HandlesTimesBefore1970) {
    EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00.000000000Z");
    EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59.999999999Z");
    EXPECT_EQ(rfc3339(1384858600 * kSecond + 204817000), "2013-11-19T10:56:40.204817000Z");
    EXPECT_EQ(utc_words(1384858600 * kSecond + 204817000), "2013-11-19 10:56:40.204817 UTC");
}

TEST(ReportTime, ShortensSpans) {
    EXPECT_EQ(span_words(840 * kSecond / 1000), "0.8 s");
    EXPECT_EQ(span_words(125 * kSecond), "2 min 5 s");
    EXPECT_EQ(span_words(11400 * kSecond), "3 h 10 min");
    EXPECT_EQ(span_words(3 * 86400 * kSecond), "3 days");
}

FileReport file_at(std::uint32_t frame, std::int64_t seconds) {
    FileReport file;
    file.name = "SEP001122334455.cnf.xml.sgn";
    file.transport = "http";
    file.server = "192.0.2.1";
    file.status = "complete";
    file.asked = FrameTime{frame, seconds * kSecond};
    file.answered = FrameTime{frame + 1, seconds * kSecond + 1000};
    return file;
}

PhoneReport failed_phone() {
    PhoneReport phone;
    phone.device = "SEP001122334455";
    phone.addresses = {"192.0.2.9"};
    phone.files = {file_at(10, 0), file_at(20, 90)};
    phone.verdict = Verdict::failed;
    phone.failed_step = Step::partial_config;
    Finding one;
    one.code = Code::config_malformed;
    one.shown_by = Indication::config_malformed;
    one.refs = {at_frame(11)};
    one.values = {{Param::file, FileName{"SEP001122334455.cnf.xml.sgn"}}};
    phone.diagnoses = {one};
    phone.steps.resize(kStepCount);
    for (std::size_t i = 0; i < kStepCount; ++i) phone.steps[i].step = static_cast<Step>(i);
    StepResult &failed = phone.steps[static_cast<std::size_t>(Step::partial_config)];
    failed.status = StepStatus::failed;
    failed.refs = {at_frame(11)};
    failed.remark = StepRemark::diagnosis;
    return phone;
}

TEST(LadderRows, MarksGapsStepsAndTheEnd) {
    const LadderRows ladder = ladder_rows({}, failed_phone());
    ASSERT_EQ(ladder.rows.size(), 4U);
    EXPECT_EQ(ladder.rows[1].gap, 0);  // a microsecond after its request
    EXPECT_EQ(ladder.rows[2].gap, 90 * kSecond - 1000);
    EXPECT_FALSE(ladder.rows[0].failed);
    EXPECT_TRUE(ladder.rows[1].failed);
    EXPECT_TRUE(ladder.rows[1].stopped_here);
    EXPECT_FALSE(ladder.rows[3].stopped_here);
    EXPECT_EQ(ladder.rows[1].steps, std::vector<Step>{Step::partial_config});
    ASSERT_EQ(ladder.columns.size(), 2U);  // CAPF stands there although nobody went to it
    EXPECT_EQ(ladder.columns[0].addresses, std::vector<std::string>{"192.0.2.1"});
    EXPECT_TRUE(ladder.columns[1].addresses.empty());
}

TEST(LadderRows, EndsWhereNoArrowIsEvidence) {
    PhoneReport phone = failed_phone();
    phone.diagnoses.front().refs = {at_frame(4711)};
    const LadderRows ladder = ladder_rows({}, phone);
    EXPECT_TRUE(ladder.rows.back().stopped_here);
    EXPECT_FALSE(ladder.rows.back().failed);
}

TEST(LadderRows, HaveTheLinesOfLogsAtTheirPlaces) {
    CaptureReport capture;
    capture.log_files.emplace_back().label = "tftp";
    PhoneReport phone = failed_phone();
    LogLine &line = phone.log_lines.emplace_back();
    line.line = 1234;
    line.time = 10 * kSecond;
    line.text = "not in the database";
    line.kind = "other";
    line.matters = true;
    phone.log_lines.push_back(line);
    phone.log_lines.back().matters = false;
    EvidenceRef ref;
    ref.source = kFirstLogSource;
    ref.position = 1234;
    phone.diagnoses.front().refs = {ref};
    const LadderRows ladder = ladder_rows(capture, phone);
    ASSERT_EQ(ladder.rows.size(), 5U);
    EXPECT_EQ(ladder.rows[2].log_place, "tftp:1234");
    EXPECT_EQ(ladder.rows[2].arrow.text, "not in the database");
    EXPECT_TRUE(ladder.rows[2].stopped_here);
    EXPECT_EQ(ladder.columns[0].addresses, std::vector<std::string>{"192.0.2.1"});
    for (const std::size_t other : {0U, 1U, 3U, 4U}) EXPECT_EQ(ladder.rows[other].log_place, "");
}

TEST(LadderRows, AreBounded) {
    PhoneReport phone = failed_phone();
    phone.files.clear();
    for (std::uint32_t i = 0; i < kMostLadderRows; ++i) phone.files.push_back(file_at(2 * i + 1, i));
    const LadderRows ladder = ladder_rows({}, phone);
    EXPECT_EQ(ladder.rows.size(), kMostLadderRows);
    EXPECT_EQ(ladder.left_out, kMostLadderRows);
}

CaptureReport capture_of(PhoneReport phone) {
    CaptureReport capture;
    capture.file = "a.pcap";
    capture.packets = 30;
    capture.first_time = 0;
    capture.last_time = 91 * kSecond;
    capture.phones.push_back(std::move(phone));
    return capture;
}

std::string cell(const std::string &device) {
    PhoneReport phone = failed_phone();
    phone.device = device;
    CsvReport csv;
    std::string unknown;
    EXPECT_TRUE(csv.choose("device", unknown));
    return csv.phones(capture_of(phone));
}

TEST(Csv, QuotesAndDefuses) {
    EXPECT_EQ(cell("SEP001122334455"), "SEP001122334455\n");
    EXPECT_EQ(cell("a\"b,c"), "\"a\"\"b,c\"\n");
    EXPECT_EQ(cell("=1+1"), "\"'=1+1\"\n");
    EXPECT_EQ(cell("@SUM(A1)"), "\"'@SUM(A1)\"\n");
    EXPECT_EQ(cell("\xef\xbc\x9d"), "\"'\xef\xbc\x9d\"\n");  // a wide equals sign
    EXPECT_EQ(cell("\t=1"), "\\x09=1\n");
}

TEST(Csv, ChoosesColumns) {
    CsvReport csv;
    std::string unknown;
    EXPECT_TRUE(csv.choose("verdict,file", unknown));
    EXPECT_EQ(csv.header(), "verdict,file\n");
    EXPECT_FALSE(csv.choose("verdict,,file", unknown));
    EXPECT_EQ(unknown, "");
    EXPECT_FALSE(csv.choose("verdict,colour", unknown));
    EXPECT_EQ(unknown, "colour");
}

TEST(Csv, TellsOfRedactionInEveryTable) {
    for (const CsvTable table : {CsvTable::phones, CsvTable::lists, CsvTable::certificates, CsvTable::registrations}) {
        CsvReport csv(table);
        const std::string before = csv.header();
        csv.tell_redacted();
        csv.tell_redacted();
        EXPECT_EQ(csv.header(), before.substr(0, before.size() - 1) + ",redacted\n");
    }
}

TEST(Csv, LeavesEmptyCellsEmpty) {
    PhoneReport phone = failed_phone();
    phone.device.reset();
    CsvReport csv;
    std::string unknown;
    EXPECT_TRUE(csv.choose("device,verdict,cipher", unknown));
    EXPECT_EQ(csv.phones(capture_of(phone)), ",failed,\n");
}

TEST(FramesText, IsInOrder) {
    EXPECT_EQ(frames_text({}, at_frames({35, 56, 55})), "frames 35, 55, 56");
}

TEST(Text, NamesTheCaptureOnceAboveFailuresAndBesideEachHealthyPhone) {
    PhoneReport healthy = failed_phone();
    healthy.verdict = Verdict::not_enabled;
    healthy.diagnoses.clear();
    healthy.failed_step.reset();
    CaptureReport first = capture_of(failed_phone()), second = capture_of(healthy);
    first.phones.push_back(first.phones.front());
    first.file = "first.pcap";
    second.file = "second.pcap";
    const std::vector<CaptureReport> captures = {first, second};
    TextOptions options;
    const auto lines = [&](const std::string &wanted) {
        std::istringstream text(text_report(captures, options));
        std::vector<std::string> found;
        for (std::string line; std::getline(text, line);) {
            if (line.find(wanted) != std::string::npos) found.push_back(line);
        }
        return found;
    };
    EXPECT_EQ(lines("first.pcap").size(), 1U);
    ASSERT_EQ(lines("second.pcap").size(), 1U);
    EXPECT_NE(lines("second.pcap").front().find("not-enabled  second.pcap"), std::string::npos);
    options.screen.width = 40;
    EXPECT_EQ(lines("second.pcap").front(), "    second.pcap");
}

TEST(Json, IsUtf8WhateverTheNames) {
    PhoneReport phone = failed_phone();
    phone.device = "SEP\xff\xc3\x28\x01";
    const std::string json = json_report({capture_of(phone)}, {"4.0", false});
    EXPECT_NE(json.find("\"device\": \"SEP\xef\xbf\xbd\xef\xbf\xbd(\\u0001\""), std::string::npos) << json;
    const std::string line = json_line(capture_of(phone), {"4.0", false});
    EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(JUnit, CountsAndEscapes) {
    PhoneReport phone = failed_phone();
    phone.device = "<&\"\x01\xef\xbf\xbe";
    const std::string xml = junit_report({capture_of(phone)});
    EXPECT_NE(xml.find("tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\""), std::string::npos) << xml;
    EXPECT_NE(xml.find("name=\"&lt;&amp;&quot;\\x01\\xef\\xbf\\xbe\""), std::string::npos) << xml;
}

TEST(Sarif, MakesUris) {
    EXPECT_EQ(path_uri("captures/a b.pcap"), "captures/a%20b.pcap");
    EXPECT_EQ(path_uri("/tmp/\xff#?.pcap"), "file:///tmp/%FF%23%3F.pcap");
}

TEST(Html, SaysTheSameForTheSame) {
    const auto once = html_report({capture_of(failed_phone())}, {"4.0", false});
    EXPECT_EQ(once, html_report({capture_of(failed_phone())}, {"4.0", false}));
    EXPECT_NE(once.find("stopped at partial-config: the configuration does not parse"), std::string::npos);
    EXPECT_NE(html_report({}, {"4.0", false}).find("0 phones in 0 captures"), std::string::npos);
}

TEST(Html, BeginsWithTheWordsOfTheText) {
    const PhoneReport phone = failed_phone();
    const std::string page = html_report({capture_of(phone)}, {"4.0", false});
    const std::string box =
        page.substr(page.find("class=\"box\""), page.find("class=\"conclusion\"") - page.find("class=\"box\""));
    const PhoneSummary summary = summarize(phone);
    ASSERT_FALSE(summary.causes.empty());
    EXPECT_NE(box.find(escape(summary.causes.front().meaning)), std::string::npos) << box;
    for (const std::string &step : summary.to_do) EXPECT_NE(box.find("<li>" + escape(step)), std::string::npos) << step;
}

TEST(Html, SaysOnceWhatAllRowsSay) {
    const auto table_of = [](std::vector<Row> rows) {
        const Table table(Markup{"All."}, {{"Name", Column::Kind::head, Column::Role::always}, {"Kind"}, {"Note"}},
                          std::move(rows));
        return table.whole({}).html;
    };
    const std::string one = table_of({{{}, {"a", "x", "1"}}});
    EXPECT_NE(one.find("<td data-label=\"Kind\">x</td>"), std::string::npos) << one;
    const std::string alike = table_of({{{}, {"a", "x", "1"}}, {{}, {"a", "x", "2"}}});
    EXPECT_EQ(alike.find("<td data-label=\"Kind\""), std::string::npos) << alike;
    EXPECT_NE(alike.find("The same in all rows: Kind: x."), std::string::npos) << alike;
    EXPECT_NE(alike.find("<th scope=\"row\">a</th><td data-label=\"Note\">1</td>"), std::string::npos) << alike;
    const std::string empty = table_of({{{}, {"a", "", "1"}}, {{}, {"b", "", "2"}}});
    EXPECT_EQ(empty.find("The same"), std::string::npos) << empty;
}

TEST(Html, ShowsTimesAsAsked) {
    const std::int64_t zero = 1'384'858'600'123'456'789, time = zero + 73'824'000'000;
    const Clock relative(TimeDisplay::relative, zero), utc(TimeDisplay::utc, zero);
    EXPECT_EQ(relative.moment(time), "73.824");
    EXPECT_EQ(relative.unit(), "s");
    EXPECT_EQ(relative.date(time), "2013-11-19 10:57:53.947456 UTC");
    EXPECT_EQ(utc.moment(time), "2013-11-19 10:57:53.947");
    EXPECT_EQ(utc.hour(time), "10:57:53.947");
    EXPECT_EQ(utc.minute(time), "2013-11-19 10:57");
    EXPECT_EQ(utc.unit(), "UTC");
}

}  // namespace
}  // namespace capf::report
