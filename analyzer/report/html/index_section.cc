// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/index_section.h"

#include "analyzer/language/translate.h"
#include "analyzer/report/html/clock.h"
#include "analyzer/report/html/page_data.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

// How the verdicts sort: what wants attention first.
int rank(Verdict verdict) {
    switch (verdict) {
        case Verdict::failed:
            return 0;
        case Verdict::incomplete:
            return 1;
        case Verdict::encrypted:
            return 2;
        case Verdict::not_enabled:
            return 3;
    }
    return 1;
}

// The likeliest; of an undecided phone, a candidate. The others stand in its box.
Markup causes_of(const PhoneReport &phone) {
    if (phone.diagnoses.empty()) return {};
    const std::size_t others = phone.diagnoses.size() - 1;
    if (others == 0) return cause_words(phone.diagnoses.front().code);
    return markup("{} <span class=\"muted\">{}</span>", cause_words(phone.diagnoses.front().code),
                  others == 1 ? tr("or one other") : tr_format("or one of {} others", others));
}

Row row_of(const PhoneRef &ref, TimeDisplay time) {
    const PhoneReport &phone = ref.phone();
    const CaptureReport &capture = *ref.capture;
    const Clock clock(time, capture.first_time.value_or(0));
    const int order = phone.failed_step ? static_cast<int>(*phone.failed_step) : static_cast<int>(kStepCount);
    const Markup name = markup("<a href=\"#{}\">{}</a>{}", phone_id(ref), name_of_phone(phone),
                               phone.device && !phone.addresses.empty()
                                   ? markup(" <div class=\"muted\">{}</div>", unbroken(phone.addresses.front()))
                                   : Markup{});
    return {markup(" data-verdict=\"{}\"", name_of(phone.verdict)),
            {Cell(verdict_badge(phone.verdict), std::to_string(rank(phone.verdict))), Cell(name, phone_name(phone)),
             Cell(phone.failed_step ? unbroken(shown_name(*phone.failed_step)) : Markup{}, std::to_string(order)),
             causes_of(phone), capture_name(capture.file),
             capture.first_time ? unbroken(clock.minute(*capture.first_time)) : Markup{}}};
}

Table phone_table(std::span<const PhoneRef> phones, TimeDisplay time) {
    std::vector<Row> rows;
    for (const PhoneRef &ref : phones) rows.push_back(row_of(ref, time));
    const std::string zone = Clock(time, phones.empty() ? 0 : phones.front().capture->first_time.value_or(0)).zone();
    return {markup("{}", tr("Failures first.")),
            {{tr("Verdict"), Column::Kind::text, Column::Role::varies, false},
             {tr("Phone"), Column::Kind::head, Column::Role::always},
             {tr("Stopped at")},
             {tr("Cause")},
             {tr("Capture")},
             {tr_format("Begins, {}", zone)}},
            std::move(rows)};
}

Markup verdict_choice(Verdict verdict) {
    return markup("<label><input type=\"checkbox\" name=\"verdict\" value=\"{}\" checked> {}</label>", name_of(verdict),
                  verdict_badge(verdict));
}

// Shown by the script: without it they would do nothing.
Markup controls() {
    Markup choices;
    for (const Verdict verdict : {Verdict::failed, Verdict::incomplete, Verdict::encrypted, Verdict::not_enabled}) {
        choices += verdict_choice(verdict);
    }
    return markup(
        "<div class=\"controls\" role=\"search\" hidden><label class=\"find\">{} <input type=\"search\" "
        "id=\"find\" "
        "placeholder=\"{}\" autocomplete=\"off\" spellcheck=\"false\"></label>"
        "<fieldset><legend>{}</legend>{}</fieldset><p id=\"shown\" role=\"status\"></p></div>",
        tr_in(NC_("to look for", "Filter")), tr("name, address, cause, file"), tr("Verdicts"), choices);
}

Markup other_rows(const Table &table) {
    if (table.size() <= kPhonesReady) return {};
    std::string rows;
    for (std::size_t i = kPhonesReady; i < table.size(); ++i) {
        rows += (rows.empty() ? "" : ",\n") + element_json(table.row(i));
    }
    return markup("<noscript><p>{}</p></noscript><button type=\"button\" id=\"more\" hidden>{}</button>{}",
                  tr_format("{} more phones are shown if JavaScript is enabled.", grouped(table.size() - kPhonesReady)),
                  tr("Show more"), data_script("more-phones", "[" + rows + "]"));
}

}  // namespace

Markup index_section(std::span<const PhoneRef> phones, TimeDisplay time) {
    const Table table = phone_table(phones, time);
    return markup("<section class=\"index\" aria-labelledby=\"index\"><h2 id=\"index\">{}</h2>{}{}{}</section>",
                  tr("Phones"), controls(),
                  table.whole(Markup{" class=\"cards index-table\" id=\"phones\""}, kPhonesReady), other_rows(table));
}

}  // namespace capf::report
