// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/event_lines.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analyzer/language/translate.h"
#include "analyzer/report/json_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "analyzer/report/wrap.h"

namespace capf::watch {
namespace {

using nlohmann::ordered_json;
using report::printable;

std::string time_text(std::int64_t time, report::TimeDisplay display, std::int64_t begin) {
    switch (display) {
        case report::TimeDisplay::local:
            return report::local_words(time);
        case report::TimeDisplay::utc:
            return report::utc_words(time);
        case report::TimeDisplay::relative:
            break;
    }
    // Cut, not rounded, as in the ladder.
    constexpr std::int64_t kMicrosecond = 1000;
    constexpr int kDecimals = 6;
    return fmt::format("{:>12}", report::seconds_words((time - begin) / kMicrosecond * kMicrosecond, kDecimals));
}

std::string codes_text(const WatchEvent &event) {
    std::string text;
    for (const findings::Code code : event.codes) {
        if (!text.empty()) text += tr_in(report::kOr);
        text += name_of(code);
    }
    return text;
}

std::string what_text(const WatchEvent &event) {
    switch (event.kind) {
        case EventKind::packet:
            return event.text;
        case EventKind::step:
            return fmt::format("{}: {}", report::shown_name(*event.status), event.text);
        case EventKind::waiting:
            return tr_format("waiting: {}", event.text);
        case EventKind::overdue:
            return tr_format("overdue: {0}; may be {1}", event.text, codes_text(event));
        case EventKind::taken_back:
            return event.text;
        case EventKind::verdict:
            return tr_format("VERDICT {0}: {1}", report::shown_name(*event.verdict), event.text);
    }
    return "";
}

}  // namespace

std::string text_line(const WatchEvent &event, report::TimeDisplay time, std::int64_t begin) {
    constexpr std::size_t kStepWidth = 16;
    const std::string step = report::padded(event.step ? report::shown_name(*event.step) : "-", kStepWidth);
    return fmt::format("{} {:<15}  {} {}\n", time_text(event.time, time, begin),
                       printable(event.device.value_or(event.address)), step, printable(what_text(event)));
}

std::string json_line(const WatchEvent &event) {
    ordered_json object{{"type", name_of(event.kind)}, {"time", report::rfc3339(event.time)}};
    if (event.frame != 0) object["frame"] = event.frame;
    object["device"] = event.device ? ordered_json(printable(*event.device)) : ordered_json(nullptr);
    object["address"] = event.address;
    object["step"] = event.step ? ordered_json(findings::name_of(*event.step)) : ordered_json(nullptr);
    if (event.status) object["status"] = findings::name_of(*event.status);
    if (event.verdict) object["verdict"] = findings::name_of(*event.verdict);
    if (event.kind == EventKind::overdue || event.kind == EventKind::verdict) {
        object["codes"] = ordered_json::array();
        for (const findings::Code code : event.codes) object["codes"].push_back(name_of(code));
    }
    if (event.kind == EventKind::packet) {
        object["from"] = event.from;
        object["to"] = event.to;
    }
    object["text"] = printable(event.text);
    return report::json_text(object, -1) + "\n";
}

std::string json_note(const std::string &text) {
    return report::json_text(ordered_json{{"type", "note"}, {"text", printable(text)}}, -1) + "\n";
}

// It is JSON already.
std::string json_final(const std::string &report) {
    std::string line = report;
    while (line.ends_with('\n')) line.pop_back();
    return R"({"type":"report","report":)" + line + "}\n";
}

}  // namespace capf::watch
