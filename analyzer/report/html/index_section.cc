// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/index_section.h"

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"

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

Markup row(const CaptureReport &capture, const PhoneReport &phone, const std::string &id) {
    std::string codes;
    for (const Finding &one : phone.diagnoses) codes += (codes.empty() ? "" : " or ") + std::string(name_of(one.code));
    const std::string address = phone.addresses.empty() ? "" : phone.addresses.front();
    const std::string time = capture.first_time ? utc_words(*capture.first_time).substr(0, 16) : "";
    const char *step = phone.failed_step ? name_of(*phone.failed_step) : "";
    const int order = phone.failed_step ? static_cast<int>(*phone.failed_step) : static_cast<int>(kStepCount);
    return markup(
        "<tr data-verdict=\"{}\"><td data-label=\"Verdict\" data-key=\"{}\">{}</td>"
        "<th scope=\"row\"><a href=\"#{}\">{}</a></th><td data-label=\"Address\">{}</td>"
        "<td data-label=\"Steps\" data-key=\"{}\">{}</td><td data-label=\"Stopped at\" data-key=\"{}\">{}</td>"
        "<td data-label=\"Cause\"><code>{}</code></td><td data-label=\"Capture\">{}</td>"
        "<td data-label=\"Time, UTC\">{}</td></tr>",
        name_of(phone.verdict), rank(phone.verdict), verdict_badge(phone.verdict), id, phone_name(phone), address,
        order, steps_strip(phone.steps), order, step, codes, base_name(capture.file), time);
}

struct Column {
    const char *title;
    bool numeric;
};
constexpr Column kColumns[] = {{"Verdict", true},    {"Phone", false}, {"Address", false}, {"Steps", true},
                               {"Stopped at", true}, {"Cause", false}, {"Capture", false}, {"Time, UTC", false}};

Markup heads() {
    return markup_of_each(kColumns, [](const Column &column) {
        return markup("<th scope=\"col\" data-numeric=\"{}\">{}</th>", column.numeric ? "yes" : "no", column.title);
    });
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
        "<div class=\"controls\" role=\"search\" hidden><label class=\"find\">Filter <input type=\"search\" "
        "id=\"find\" "
        "placeholder=\"name, address, cause, file\" autocomplete=\"off\" spellcheck=\"false\"></label>"
        "<fieldset><legend>Verdicts</legend>{}</fieldset><p id=\"shown\" role=\"status\"></p></div>",
        choices);
}

}  // namespace

std::string phone_id(std::size_t capture, std::size_t phone) {
    return fmt::format("c{}p{}", capture, phone);
}

Markup index_section(const std::vector<CaptureReport> &captures) {
    Markup rows;
    for (std::size_t i = 0; i < captures.size(); ++i) {
        for (std::size_t j = 0; j < captures[i].phones.size(); ++j) {
            rows += row(captures[i], captures[i].phones[j], phone_id(i + 1, j + 1));
        }
    }
    return markup(
        "<section class=\"index\" aria-labelledby=\"index\"><h2 id=\"index\">Phones</h2>{}"
        "<table class=\"cards index-table\" id=\"phones\"><caption>Every phone of these captures. The marks stand for "
        "the "
        "ten steps in their order.</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></section>",
        controls(), heads(), rows);
}

}  // namespace capf::report
