// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/frame_label.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/report_time.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kMostRows = 500;

Markup line_row(const LogLine &line, const SectionContext &context) {
    const std::string time = line.time ? seconds_words(*line.time - context.time_zero(), 6) : std::string("not known");
    return markup(
        "<tr><td class=\"number\" data-label=\"Time, s\">{}</td><td data-label=\"Log\">{}</td>"
        "<td data-label=\"What\">{}</td><td data-label=\"Record\">{}</td></tr>",
        time, log_label(*context.capture, line.file, line.line), line.kind, log_line_text(line));
}

Markup line_rows(const PhoneReport &phone, const SectionContext &context, bool that_matter) {
    Markup rows;
    std::size_t count = 0;
    for (const LogLine &line : phone.log_lines) {
        if ((that_matter && !line.matters) || ++count > kMostRows) continue;
        rows += line_row(line, context);
    }
    return rows;
}

Markup line_table(std::string_view caption, const Markup &rows) {
    return markup(
        "<table class=\"cards\"><caption>{}</caption><thead><tr><th scope=\"col\">Time, s</th><th "
        "scope=\"col\">Log</th>"
        "<th scope=\"col\">What</th><th scope=\"col\">Record</th></tr></thead><tbody>{}</tbody></table>",
        caption, rows);
}

}  // namespace

Markup log_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.log_lines.empty()) return {};
    Markup files;
    for (const LogFile &file : context.capture->log_files) {
        if (!file.label.empty()) files += markup("<li>{}</li>", log_file_text(file));
    }
    return section(
        context, "logs", "What logs say",
        markup("<ul>{}</ul>{}<details><summary>All lines about this phone ({})</summary>{}</details>", files,
               line_table("Lines that tell of more than the capture shows by itself", line_rows(phone, context, true)),
               phone.log_lines.size(),
               line_table("Lines about this phone, by the capture's clock", line_rows(phone, context, false))));
}

}  // namespace capf::report
