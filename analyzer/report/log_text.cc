// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/log_text.h"

#include <algorithm>
#include <cstdlib>
#include <variant>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/sentence.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kLongestShown = 160;  // bytes
constexpr std::string_view kBlanks = " \t\r\n";

constexpr std::int64_t kMillisecond = 1'000'000;  // nanoseconds

std::string seconds_text(std::int64_t nanoseconds) {
    return fmt::format("{:.3f} s", static_cast<double>(nanoseconds) / 1e9);
}

std::string clock_text(const LogFile &file) {
    if (!file.clock) return tr("its clock is not known: too few of its events are also in the capture");
    const std::int64_t offset = file.clock->offset;
    // A log that gives only times of the day, or a date without a year, is far from the capture's clock by itself.
    constexpr std::int64_t kHour = 3'600'000'000'000;
    const std::string apart = std::abs(offset) >= kHour ? tr("clock set by the capture")
                              : offset >= 0 ? tr_format("clock {} behind the capture's", seconds_text(offset))
                                            : tr_format("clock {} ahead of the capture's", seconds_text(-offset));
    return tr_format("{0}, by {1} within {2}", apart,
                     count_text(static_cast<std::int64_t>(file.clock->matches), "event"),
                     file.clock->spread < kMillisecond ? tr("a millisecond") : seconds_text(file.clock->spread));
}

}  // namespace

bool is_of_logs_alone(const CaptureReport &capture) {
    return capture.packets == 0 && !capture.log_files.empty();
}

std::string log_line_text(const LogLine &line) {
    std::string_view text = line.text;
    // What stands before the program's name is the log's own time, and such: of use only where there is no better one.
    if (line.time && text.find(line.program) != std::string_view::npos) text.remove_prefix(text.find(line.program));
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    text = text.substr(0, std::min(text.find('\n'), kLongestShown));
    std::string shown(text);
    while (!shown.empty() && kBlanks.find(shown.back()) != std::string_view::npos) shown.pop_back();
    if (line.kind == "other") return shown;
    // A server's log names the file where it is asked for, and not where it is sent.
    const Value *value = find(line.values, Param::file);
    const auto *file = value == nullptr ? nullptr : std::get_if<FileName>(value);
    if (file == nullptr || shown.find(file->text) != std::string::npos) return fmt::format("{} ({})", shown, line.kind);
    return fmt::format("{} ({}: {})", shown, line.kind, file->text);
}

std::string log_file_text(const CaptureReport &capture, const LogFile &file) {
    const std::string text = tr_format("{0}: {1} ({2}), {3} of {4} lines recognised", file.label, file.path,
                                       tr(std::string_view(file.reader)), file.recognised, file.lines);
    return is_of_logs_alone(capture) ? text : fmt::format("{}{}{}", text, tr_in(kComma), clock_text(file));
}

std::string log_alarm_text(const CaptureReport &capture, const LogAlarm &alarm) {
    const std::string place = log_label(capture, alarm.file, alarm.line);
    const std::string certificate = alarm.certificate.empty() ? tr("(redacted)") : alarm.certificate;
    if (alarm.expires.empty()) {
        return tr_format("{0}: {1}: certificate {2} of {3}", place, alarm.alarm, certificate, alarm.unit);
    }
    return tr_format("{0}: {1}: certificate {2} of {3} expires {4}", place, alarm.alarm, certificate, alarm.unit,
                     alarm.expires);
}

std::vector<std::string> alarm_lines(const CaptureReport &capture) {
    std::vector<std::string> lines;
    for (const LogAlarm &alarm : capture.log_alarms) lines.push_back(log_alarm_text(capture, alarm));
    return lines;
}

std::vector<std::string> logs_lines(const CaptureReport &capture) {
    std::vector<std::string> lines;
    for (const LogFile &file : capture.log_files) {
        if (!file.label.empty()) lines.push_back(log_file_text(capture, file));
    }
    if (std::string others = other_logs_text(capture); !others.empty()) lines.push_back(std::move(others));
    if (capture.log_lines_left_out > 0) {
        lines.push_back(tr_format("{} more log lines about phones are left out", capture.log_lines_left_out));
    }
    return lines;
}

std::string listed_line_text(const LogLine &line) {
    constexpr std::size_t kLongest = 200;  // bytes
    const std::string_view text = std::string_view(line.text).substr(0, line.text.find('\n'));
    return fmt::format("{:>8}  {:<22} {}", line.line, line.kind, text.substr(0, kLongest));
}

std::string listed_log_text(const LogFile &file, std::uint64_t events,
                            const std::vector<std::size_t> &unrecognised_lines) {
    constexpr std::size_t kShown = 10;
    std::string text =
        tr_format("{0}: {1}: {2} of {3} lines recognised, {4}", file.path, tr(std::string_view(file.reader)),
                  file.recognised, file.lines, count_text(static_cast<std::int64_t>(events), "event"));
    if (file.unrecognised == 0) return text;
    text += tr_count(NP_("; {} not recognised: line", "; {} not recognised: lines"), file.unrecognised);
    for (std::size_t i = 0; i < std::min(unrecognised_lines.size(), kShown); ++i) {
        text += (i == 0 ? " " : ", ") + std::to_string(unrecognised_lines[i]);
    }
    return text + (file.unrecognised > kShown ? ", …" : "");
}

std::string other_logs_text(const CaptureReport &capture) {
    const auto count = std::ranges::count_if(capture.log_files, [](const LogFile &file) { return file.label.empty(); });
    if (count == 0) return "";
    if (is_of_logs_alone(capture)) {
        return tr_count(NP_("{} log says nothing of any phone", "{} logs say nothing of any phone"),
                        static_cast<std::uint64_t>(count));
    }
    return tr_count(
        NP_("{} log says nothing of the phones in this capture", "{} logs say nothing of the phones in this capture"),
        static_cast<std::uint64_t>(count));
}

}  // namespace capf::report
