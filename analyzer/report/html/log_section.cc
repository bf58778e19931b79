// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/language/translate.h"
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
    const std::string time = line.time ? context.clock.moment(*line.time, 6) : tr("not known");
    return {{}, {time, log_label(*context.capture, line.file, line.line), line.kind, log_line_text(line)}};
}

Markup line_table(const PhoneReport &phone, const SectionContext &context, const char *caption, bool that_matter) {
    std::vector<Row> rows;
    std::int64_t left_out = 0;
    for (const LogLine &line : phone.log_lines) {
        if (that_matter && !line.matters) continue;
        if (rows.size() < kMostRows) {
            rows.push_back(line_row(line, context));
        } else {
            ++left_out;
        }
    }
    if (rows.empty()) return {};
    const Table table(markup("{}", caption),
                      {{tr_format("Time, {}", context.clock.unit()), Column::Kind::number},
                       {tr("Log"), Column::Kind::text, Column::Role::always},
                       {tr("What")},
                       {tr("Record"), Column::Kind::text, Column::Role::always}},
                      std::move(rows));
    Markup text = table.whole(Markup{" class=\"cards\""});
    if (left_out > 0)
        text += markup("<p class=\"muted\">{}</p>",
                       tr_format("{} left out here; JSON has them.", count_text(left_out, "more line")));
    return text;
}

}  // namespace

Markup log_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.log_lines.empty()) return {};
    Markup files;
    for (const std::string &line : logs_lines(*context.capture)) files += markup("<li>{}</li>", line);
    const bool trouble = phone.verdict == Verdict::failed || phone.verdict == Verdict::incomplete;
    return section(context, "logs", tr("What logs say"),
                   count_text(static_cast<std::int64_t>(phone.log_lines.size()), "line"),
                   context.alone && trouble ? Fold::open : Fold::closed,
                   markup("<ul>{}</ul>{}<details><summary>{}</summary>{}</details>", files,
                          line_table(phone, context, tr("Lines that say more than the capture shows by itself."), true),
                          tr_format("All lines about this phone ({})", phone.log_lines.size()),
                          line_table(phone, context, tr("Lines about this phone, by the capture's clock."), false)));
}

}  // namespace capf::report
