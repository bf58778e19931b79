// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/cause_box.h"

#include <algorithm>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kNamesOfACause = 24;

Markup numbered(const std::vector<std::string> &texts) {
    return markup("<ol>{}</ol>",
                  markup_of_each(texts, [](const std::string &text) { return markup("<li>{}</li>", text); }));
}

class Box {
public:
    Box(const PhoneReport &phone, const SectionContext &context)
        : phone_(phone), context_(context), summary_(summarize(phone)) {}

    Markup make() {
        switch (phone_.verdict) {
            case Verdict::encrypted:
            case Verdict::not_enabled:
                add(tr("File"), markup("{}", summary_.outcome));
                if (!summary_.basis.empty()) add(tr("Basis"), markup("{}", summary_.basis));
                break;
            case Verdict::failed:
                first_cause(cause_label(phone_.diagnoses));
                break;
            case Verdict::incomplete:
                undecided();
                first_cause(tr("Candidate"));
                break;
        }
        if (!summary_.to_do.empty()) add("todo", tr("To do"), numbered(summary_.to_do));
        others();
        checklist();
        return markup(
            "<section class=\"box\" aria-labelledby=\"{}-why\"><h3 id=\"{}-why\" class=\"unseen\">{}</h3>"
            "<dl>{}</dl></section>",
            context_.id, context_.id, heading(), terms_);
    }

private:
    [[nodiscard]] const char *heading() const {
        if (phone_.verdict == Verdict::failed) return tr("Cause and what to do");
        return phone_.verdict == Verdict::incomplete ? tr("What is not decided, and why") : tr("Result");
    }

    void add(std::string_view label, const Markup &value) { terms_ += term(label, value); }

    // What paper leaves out of a phone whose cause has an overview: see report.css.
    void add(const char *css, std::string_view label, const Markup &value) {
        terms_ += markup("<div class=\"{}\"><dt>{}</dt><dd>{}</dd></div>", css, label, value);
    }

    // Unless it is but the meaning again.
    static Markup sign_of(const CauseSummary &cause) {
        return cause.sign == cause.meaning ? Markup{} : markup("<p class=\"sign\">{}</p>", cause.sign);
    }

    [[nodiscard]] Markup evidence_of(const Finding &finding) const {
        return frames_with_filter(*context_.capture, finding.refs, shown_name(finding.evidence));
    }

    void first_cause(const char *label) {
        if (summary_.causes.empty()) return;
        const CauseSummary &first = summary_.causes.front();
        add(label, markup("<strong class=\"cause\">{}</strong>{}", cause_words(first.finding->code), sign_of(first)));
        add(tr("Evidence"), evidence_of(*first.finding));
    }

    void undecided() {
        for (std::size_t i = 0; i < phone_.gaps.size(); ++i) {
            const Gap &gap = phone_.gaps[i];
            add(tr("Undecided"),
                markup("{}{}", summary_.undecided[i],
                       gap.refs.empty() ? Markup{} : frames_with_filter(*context_.capture, gap.refs, "")));
        }
    }

    void others() {
        if (summary_.causes.size() < 2) return;
        Markup all;
        for (std::size_t i = 1; i < summary_.causes.size(); ++i) {
            const CauseSummary &one = summary_.causes[i];
            all += markup("<details class=\"other\"><summary>{}</summary>{}{}{}</details>",
                          cause_words(one.finding->code), sign_of(one), evidence_of(*one.finding), numbered(one.to_do));
        }
        add("or", tr("Or"), all);
    }

    void checklist() {
        if (summary_.checklist.empty()) return;
        Markup points =
            markup_of_each(summary_.checklist, [](const std::string &point) { return markup("<li>{}</li>", point); });
        points += markup("<li>{}</li>", tr_format("(5) and {}", tr(kCollectPoint)));
        add("then", tr("Then"),
            markup("<details class=\"other\"><summary>{}</summary><ul class=\"points\">{}</ul></details>",
                   tr("If that does not help, go through Cisco's list"), points));
    }

    const PhoneReport &phone_;
    const SectionContext &context_;
    const PhoneSummary summary_;
    Markup terms_;
};

Markup members(const CauseGroup &group) {
    Markup names;
    for (std::size_t i = 0; i < group.phones.size() && i < kNamesOfACause; ++i) {
        const PhoneRef &ref = group.phones[i];
        names +=
            markup("{}<a href=\"#{}\">{}</a>", i == 0 ? "" : tr_in(kComma), phone_id(ref), name_of_phone(ref.phone()));
    }
    if (group.phones.size() > kNamesOfACause) {
        names += markup("{}", tr_format(" and {} more", grouped(group.phones.size() - kNamesOfACause)));
    }
    return names;
}

Markup one_group(const CauseGroup &group) {
    const bool alone = group.phones.size() <= kBoxesOfACause || group.to_do.empty();
    return markup("<li><h3><span class=\"count\">{}</span> {}{}</h3><p>{}</p>{}</li>", grouped(group.phones.size()),
                  group.inferred ? tr("likely: ") : "", cause_words(group.code), members(group),
                  alone ? Markup{} : numbered(group.to_do));
}

}  // namespace

Markup cause_box(const PhoneReport &phone, const SectionContext &context) {
    return Box(phone, context).make();
}

Markup cause_overview(std::span<const CauseGroup> groups) {
    if (groups.empty()) return {};
    return markup(
        "<section class=\"index groups\" aria-labelledby=\"causes\"><h2 id=\"causes\">{}</h2><ul>{}</ul></section>",
        tr("Causes"), markup_of_each(groups, one_group));
}

}  // namespace capf::report
