// SPDX-License-Identifier: GPL-2.0-or-later
// Causes, steps, ladder, notices: what happened.
#include <algorithm>

#include "analyzer/findings/vocabulary.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/gap_text.h"
#include "analyzer/report/html/ladder_svg.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"

namespace capf::report {
namespace {

using namespace findings;

Markup one_cause(const Finding &one, const char *rank, bool first) {
    return markup(
        "<li class=\"cause{}\"><h4><span class=\"rank\">{}</span> {}</h4>"
        "<p class=\"code\"><code>{}</code> at {}{}</p><p>{}</p>"
        "<p class=\"remedy\"><strong>What to do:</strong> {}</p>{}</li>",
        first ? " first" : "", rank, meaning_of(one.code), name_of(one.code), name_of(one.step()),
        evidence_note(one.evidence), summary_text(one), remedy_text(one), frames_with_filter(one.refs));
}

Markup gap_list(const std::vector<Gap> &gaps) {
    if (gaps.empty()) return {};
    return markup("<ul class=\"gaps\">{}</ul>", markup_of_each(gaps, [](const Gap &gap) {
                      const std::string advice = advice_text(gap);
                      return markup("<li><strong>Undecided:</strong> {}{} {}</li>", gap_text(gap),
                                    advice.empty() ? "" : ". " + advice,
                                    gap.refs.empty() ? Markup{} : frames_with_filter(gap.refs));
                  }));
}

Markup history_list(const Findings &history) {
    if (history.empty()) return {};
    return markup("<h4>Earlier rounds</h4><ul class=\"notices\">{}</ul>",
                  markup_of_each(joined_by_text(history), [](const RepeatedFinding &one) {
                      return markup(
                          "<li><code>{}</code> <span>{}</span>{}{} <span class=\"muted\">frames {}</span></li>",
                          name_of(one.first->code), summary_text(*one.first), evidence_note(one.first->evidence),
                          one.count > 1 ? " (" + times_text(static_cast<std::int64_t>(one.count)) + ")" : std::string(),
                          frames_in_short(one.refs));
                  }));
}

Markup step_row(const PhoneReport &phone, const StepResult &step, const SectionContext &context) {
    const std::string time = step.when ? seconds_words(step.when->time - context.time_zero(), 3) : std::string("");
    return markup(
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td data-label=\"Status\">{}</td><td data-label=\"What was seen\">{}"
        "{}</td><td data-label=\"Time, s\" class=\"number\">{}</td><td data-label=\"Frames\">{}</td></tr>",
        name_of(step.status), name_of(step.step), status_badge(step.status), step_text(phone, step),
        evidence_note(step.evidence), time, frames_in_short(step.refs));
}

Markup event_row(const LadderRow &row, std::size_t number, const SectionContext &context) {
    std::string steps;
    for (const Step step : row.steps) steps += (steps.empty() ? "" : ", ") + std::string(name_of(step));
    return markup(
        "<tr id=\"{}-e{}\"{}><td class=\"number\" data-label=\"Frame\">{}</td>"
        "<td class=\"number\" data-label=\"Time, s\">{}</td><td data-label=\"UTC\">{}</td>"
        "<td data-label=\"From\">{}</td><td data-label=\"To\">{}</td><td data-label=\"What\">{}</td>"
        "<td data-label=\"Step\">{}</td></tr>",
        context.id, number, row.failed ? Markup{" class=\"failed\""} : Markup{}, row.arrow.at.position,
        seconds_words(row.arrow.at.time - context.time_zero(), 6), utc_words(row.arrow.at.time), row.arrow.from,
        row.arrow.to, row.arrow.text, steps);
}

Markup event_table(const LadderRows &ladder, const SectionContext &context) {
    Markup rows;
    for (std::size_t i = 0; i < ladder.rows.size(); ++i) rows += event_row(ladder.rows[i], i + 1, context);
    return markup(
        "<details class=\"events\" id=\"{}-events\"><summary>The same as a table ({} events)</summary>"
        "<table class=\"cards\"><caption>Events between the phone and its servers, in the order of time</caption>"
        "<thead><tr><th scope=\"col\">Frame</th><th scope=\"col\">Time, s</th><th scope=\"col\">UTC</th>"
        "<th scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\">What</th>"
        "<th scope=\"col\">Step</th></tr></thead><tbody>{}</tbody></table></details>",
        context.id, ladder.rows.size(), rows);
}

}  // namespace

Markup section(const SectionContext &context, std::string_view name, std::string_view heading, const Markup &content) {
    return markup("<section class=\"{}\" aria-labelledby=\"{}-{}\"><h3 id=\"{}-{}\">{}</h3>{}</section>", name,
                  context.id, name, context.id, name, heading, content);
}

Markup causes_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.diagnoses.empty() && phone.history.empty() && phone.gaps.empty()) return {};
    const bool undecided = phone.verdict == Verdict::incomplete;
    Markup causes;
    for (const Finding &one : phone.diagnoses) {
        const bool first = &one == &phone.diagnoses.front();
        causes += one_cause(one, !first ? "Or:" : undecided ? "Candidate:" : "Cause:", first);
    }
    if (!causes.html.empty()) causes = markup("<ol class=\"causes\">{}</ol>", causes);
    const bool alone = phone.diagnoses.size() < 2;
    const char *heading = undecided                 ? "What is not decided, and why"
                          : phone.diagnoses.empty() ? "What happened before"
                          : alone                   ? "Cause and remedy"
                                                    : "Causes and remedies";
    return section(context, "why", heading,
                   markup("{}{}{}", gap_list(phone.gaps), causes, history_list(phone.history)));
}

Markup steps_section(const PhoneReport &phone, const SectionContext &context) {
    return section(
        context, "steps", "Steps",
        markup("<table class=\"cards steps-table\"><caption>The documented order, step by step; times are seconds from "
               "the "
               "capture's first frame</caption><thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Status</th>"
               "<th scope=\"col\">What was seen</th><th scope=\"col\">Time, s</th><th scope=\"col\">Frames</th></tr>"
               "</thead><tbody>{}</tbody></table>",
               markup_of_each(phone.steps, [&](const StepResult &step) { return step_row(phone, step, context); })));
}

Markup ladder_section(const PhoneReport &phone, const SectionContext &context) {
    const LadderRows ladder = ladder_rows(phone);
    if (ladder.rows.empty()) return {};
    LadderDrawing drawing;
    drawing.id = context.id;
    drawing.phone_title = phone_name(phone);
    drawing.phone_addresses = phone.addresses;
    drawing.time_zero = context.time_zero();
    if (phone.failed_step && !phone.diagnoses.empty()) {
        drawing.stopped =
            fmt::format("stopped at {}: {}", name_of(*phone.failed_step), meaning_of(phone.diagnoses.front().code));
    }
    const Markup rest = ladder.left_out > 0
                            ? markup("<p class=\"muted\">{} later events are not drawn.</p>", ladder.left_out)
                            : Markup{};
    return section(
        context, "ladder", "What went over the wire",
        markup("<figure>{}{}<figcaption>Times are seconds from the capture's first frame. Choose an arrow for "
               "its details.</figcaption></figure>{}{}",
               draw_ladder(ladder, drawing, LadderShape::wide), draw_ladder(ladder, drawing, LadderShape::narrow), rest,
               event_table(ladder, context)));
}

Markup notices_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.notices.empty()) return {};
    return section(context, "notices", "Notices", notice_list(phone.notices));
}

}  // namespace capf::report
