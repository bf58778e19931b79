// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/frame_label.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/pattern.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kMostRows = 500;

Row line_row(const LogLine &line, const SectionContext &context) {
    const std::string time = line.time ? context.clock.moment(*line.time, 6) : "not known";
    return {{}, {time, log_label(*context.capture, line.file, line.line), line.kind, log_line_text(line)}};
}

Markup line_table(const PhoneReport &phone, const SectionContext &context, const char *caption, bool that_matter) {
    std::vector<Row> rows;
    for (const LogLine &line : phone.log_lines) {
        if ((that_matter && !line.matters) || rows.size() == kMostRows) continue;
        rows.push_back(line_row(line, context));
    }
    const Table table(markup("{}", caption),
                      {{"Time, " + context.clock.unit(), Column::Kind::number},
                       {"Log", Column::Kind::text, Column::Role::always},
                       {"What"},
                       {"Record", Column::Kind::text, Column::Role::always}},
                      std::move(rows));
    return table.whole(Markup{" class=\"cards\""});
}

}  // namespace

Markup log_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.log_lines.empty()) return {};
    Markup files;
    for (const LogFile &file : context.capture->log_files) {
        if (!file.label.empty()) files += markup("<li>{}</li>", log_file_text(file));
    }
    const bool trouble = phone.verdict == Verdict::failed || phone.verdict == Verdict::incomplete;
    return section(context, "logs", "What logs say",
                   count_text(static_cast<std::int64_t>(phone.log_lines.size()), "line"),
                   context.alone && trouble ? Fold::open : Fold::closed,
                   markup("<ul>{}</ul>{}<details><summary>All lines about this phone ({})</summary>{}</details>", files,
                          line_table(phone, context, "Lines that tell of more than the capture shows by itself.", true),
                          phone.log_lines.size(),
                          line_table(phone, context, "Lines about this phone, by the capture's clock.", false)));
}

}  // namespace capf::report
