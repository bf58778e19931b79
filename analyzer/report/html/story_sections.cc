// SPDX-License-Identifier: GPL-2.0-or-later
// Steps, ladder, earlier rounds, notices: what happened.
#include <algorithm>

#include "analyzer/findings/vocabulary.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/html/ladder_svg.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

Markup history_list(const Findings &history, const CaptureReport &capture) {
    const Finding *before = nullptr;
    return markup(
        "<ul class=\"notices\">{}</ul>", markup_of_each(joined_by_text(history), [&](const RepeatedFinding &one) {
            const bool is_other = before != nullptr && are_alternatives(*before, *one.first);
            before = one.first;
            return markup(
                "<li>{}{} <span class=\"code\">[<code>{}</code>]</span>{}{} <span class=\"muted\">{}</span></li>",
                is_other ? tr("or: ") : "", summary_text(*one.first), name_of(one.first->code),
                evidence_note(one.first->evidence),
                one.count > 1 ? std::string(tr_in(kComma)) + times_text(static_cast<std::int64_t>(one.count))
                              : std::string(),
                frames_text(capture, one.refs));
        }));
}

Row step_row(const PhoneReport &phone, const StepResult &step, const SectionContext &context) {
    const std::string time = step.when ? context.clock.moment(step.when->time) : "";
    return {markup(" class=\"{}\"", name_of(step.status)),
            {unbroken(shown_name(step.step)), status_badge(step.status),
             markup("{}{}", step_text(phone, step), evidence_note(step.evidence)), time, frames_in_short(step.refs)}};
}

std::string steps_of(const LadderRow &row) {
    std::string steps;
    for (const Step step : row.steps) {
        if (!steps.empty()) steps += tr_in(kComma);
        steps += shown_name(step);
    }
    return steps;
}

// The date stands beside relative times alone.
Row event_row(const LadderRow &row, std::size_t number, const SectionContext &context) {
    const std::int64_t time = row.arrow.at.time;
    Row one{markup(" id=\"{}-e{}\"{}", context.id, number, Markup{row.failed ? " class=\"failed\"" : ""}), {}};
    one.cells = {row.log_place.empty() ? std::to_string(row.arrow.at.position) : row.log_place,
                 context.clock.moment(time, 6)};
    if (context.clock.relative()) one.cells.emplace_back(context.clock.date(time));
    one.cells.insert(one.cells.end(),
                     {row.log_place.empty() ? row.arrow.from : tr("log"), row.arrow.to, row.arrow.text, steps_of(row)});
    return one;
}

Markup event_table(const LadderRows &ladder, const SectionContext &context) {
    using enum Column::Kind;
    constexpr auto always = Column::Role::always;  // the script reads them
    std::vector<Row> rows;
    for (std::size_t i = 0; i < ladder.rows.size(); ++i) rows.push_back(event_row(ladder.rows[i], i + 1, context));
    std::vector<Column> columns{{tr("Frame"), number, always},
                                {tr_format("Time, {}", context.clock.unit()), number, always}};
    if (context.clock.relative()) columns.push_back({"UTC"});
    columns.insert(columns.end(),
                   {{tr("From"), text, always}, {tr("To"), text, always}, {tr("What"), text, always}, {tr("Step")}});
    const Table table(markup("{}", tr("Events between the phone and its servers, in time order.")), columns,
                      std::move(rows));
    return markup("<details class=\"events\" id=\"{}-events\"><summary>{}</summary>{}</details>", context.id,
                  tr_format("The same as a table ({} events)", ladder.rows.size()),
                  table.whole(Markup{" class=\"cards\""}));
}

// What went wrong is shown at once, where the page is of one phone; of several each is a heading to open.
Fold fold_of(const PhoneReport &phone, const SectionContext &context) {
    const bool trouble = phone.verdict == Verdict::failed || phone.verdict == Verdict::incomplete;
    return context.alone && trouble ? Fold::open : Fold::closed;
}

}  // namespace

Markup section(const SectionContext &context, std::string_view name, std::string_view heading, const std::string &fact,
               Fold fold, const Markup &content) {
    return markup(
        "<section class=\"{}\" aria-labelledby=\"{}-{}\"><details class=\"fold\"{}><summary><h3 id=\"{}-{}\">{}</h3>{}"
        "</summary>{}</details></section>",
        name, context.id, name, Markup{fold == Fold::open ? " open" : ""}, context.id, name, heading,
        fact.empty() ? Markup{} : markup(" <span class=\"muted\">{}</span>", fact), content);
}

Markup steps_section(const PhoneReport &phone, const SectionContext &context) {
    using enum Column::Kind;
    std::vector<Row> rows;
    for (const StepResult &step : phone.steps) rows.push_back(step_row(phone, step, context));
    const Table table(
        markup("{}", tr_format("The documented order, step by step; times are {}.", context.clock.words())),
        {{tr("Step"), head, Column::Role::always},
         {tr("Status"), text, Column::Role::always, false},
         {tr("What was seen"), text, Column::Role::varies, false},
         {tr_format("Time, {}", context.clock.unit()), number},
         {tr("Frames")}},
        std::move(rows));
    const std::string fact = phone.failed_step ? tr_format("stopped at {}", shown_name(*phone.failed_step)) : "";
    return section(context, "steps", tr("Steps"), fact, context.alone ? Fold::open : Fold::closed,
                   table.whole(Markup{" class=\"cards steps-table\""}));
}

Markup ladder_section(const PhoneReport &phone, const SectionContext &context) {
    const LadderRows ladder = ladder_rows(*context.capture, phone);
    if (ladder.rows.empty()) return {};
    const std::string count = count_text(static_cast<std::int64_t>(ladder.rows.size()), "event");
    if (!context.drawn) {
        return section(context, "ladder", tr("What went over the wire"), count, Fold::closed,
                       event_table(ladder, context));
    }
    LadderDrawing drawing{context.id, phone_name(phone), phone.addresses, "", context.clock};
    if (phone.failed_step && !phone.diagnoses.empty()) {
        drawing.stopped =
            tr_format("stopped at {0}: {1}", shown_name(*phone.failed_step), meaning_of(phone.diagnoses.front().code));
    }
    const Markup rest = ladder.left_out > 0 ? markup("<p class=\"muted\">{}</p>",
                                                     tr_format("{} later events are not drawn.", ladder.left_out))
                                            : Markup{};
    return section(
        context, "ladder", tr("What went over the wire"), count, fold_of(phone, context),
        markup("<figure>{}{}<figcaption>{} <span class=\"hint\">{}</span></figcaption></figure>{}{}",
               draw_ladder(ladder, drawing, LadderShape::wide), draw_ladder(ladder, drawing, LadderShape::narrow),
               tr_format("Times are {}.", context.clock.words()), tr("Choose an arrow for its details."), rest,
               event_table(ladder, context)));
}

Markup history_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.history.empty()) return {};
    return section(context, "history", tr("What failed before"), "", Fold::closed,
                   history_list(phone.history, *context.capture));
}

Markup notices_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.notices.empty()) return {};
    return section(context, "notices", tr("Notices"),
                   count_text(static_cast<std::int64_t>(phone.notices.size()), "notice"), Fold::closed,
                   notice_list(phone.notices));
}

}  // namespace capf::report
