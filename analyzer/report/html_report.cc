// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html_report.h"

#include <algorithm>
#include <memory>

#include <glib.h>
#include <nlohmann/json.hpp>

#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/cause_groups.h"
#include "analyzer/report/html/across_section.h"
#include "analyzer/report/html/assets.h"
#include "analyzer/report/html/cause_box.h"
#include "analyzer/report/html/clock.h"
#include "analyzer/report/html/index_section.h"
#include "analyzer/report/html/page_data.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

// How a content security policy names an inline style or script that it allows.
std::string policy_hash(std::string_view text) {
    guint8 digest[32];
    gsize length = sizeof digest;
    const std::unique_ptr<GChecksum, decltype(&g_checksum_free)> sum(g_checksum_new(G_CHECKSUM_SHA256),
                                                                     g_checksum_free);
    g_checksum_update(sum.get(), reinterpret_cast<const guchar *>(text.data()), static_cast<gssize>(text.size()));
    g_checksum_get_digest(sum.get(), digest, &length);
    const std::unique_ptr<gchar, decltype(&g_free)> base64(g_base64_encode(digest, length), g_free);
    return std::string("sha256-") + base64.get();
}

Markup head(const std::string &title) {
    return markup(
        "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
        "style-src &#39;{}&#39;; script-src &#39;{}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" "
        "content=\"no-referrer\"><meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><style>{}</style>",
        policy_hash(report_css()), policy_hash(report_js()), title, Markup{std::string(report_css())});
}

std::size_t count_phones(const std::vector<CaptureReport> &captures) {
    std::size_t count = 0;
    for (const CaptureReport &capture : captures) count += capture.phones.size();
    return count;
}

Markup totals(const std::vector<CaptureReport> &captures) {
    Markup tiles;
    for (const Verdict verdict : {Verdict::failed, Verdict::incomplete, Verdict::encrypted, Verdict::not_enabled}) {
        std::ptrdiff_t count = 0;
        for (const CaptureReport &capture : captures) {
            count += std::count_if(capture.phones.begin(), capture.phones.end(),
                                   [&](const PhoneReport &phone) { return phone.verdict == verdict; });
        }
        tiles +=
            markup("<li{}><span class=\"count\">{}</span> {}</li>", count == 0 ? Markup{" class=\"none\""} : Markup{},
                   grouped(static_cast<std::uint64_t>(count)), verdict_badge(verdict));
    }
    return markup("<ul class=\"totals\" aria-label=\"{}\">{}</ul>", tr("Verdicts"), tiles);
}

std::string scope_text(const std::vector<CaptureReport> &captures) {
    const std::string phones = count_text(static_cast<std::int64_t>(count_phones(captures)), "phone");
    if (captures.size() == 1 && is_of_logs_alone(captures.front())) return tr_format("{} in logs", phones);
    return tr_format("{0} in {1}", phones, count_text(static_cast<std::int64_t>(captures.size()), "capture"));
}

Markup page_header(const std::vector<CaptureReport> &captures) {
    return markup(
        "<header class=\"page\"><p class=\"tool\">capfcheck</p><h1>{}</h1>"
        "<p class=\"muted\">{}</p>{}</header>",
        tr("Encrypted configuration of Cisco IP phones"), scope_text(captures),
        count_phones(captures) > 1 ? totals(captures) : Markup{});
}

Markup alarm_list(const CaptureReport &capture) {
    Markup items;
    for (const std::string &line : alarm_lines(capture)) items += markup("<li>{}</li>", line);
    return items.html.empty() ? items : markup("<ul>{}</ul>", items);
}

Markup capture_facts(const CaptureReport &capture, TimeDisplay time) {
    Markup terms;
    if (capture.first_time) {
        terms += term(tr("First frame"), Clock(time, *capture.first_time).date(*capture.first_time));
        terms += term(tr("Length"), span_words(*capture.last_time - *capture.first_time));
    }
    terms += term(tr("Frames"), grouped(capture.packets));
    if (capture.strangers > 0)
        terms += term(tr("Other hosts at CAPF, TVS or the file service"), std::to_string(capture.strangers));
    if (capture.redacted) terms += term(tr("Redacted"), tr("names and addresses are pseudonyms"));
    if (!capture.problem.empty())
        terms += term(capture.readable ? tr("Problem") : tr("Damage"), problem_text(capture.problem));
    return markup("<dl>{}</dl>{}{}", terms, notice_list(capture.notices), alarm_list(capture));
}

// What is said instead of phones.
Markup without_phones(const CaptureReport &capture) {
    if (!capture.phones.empty()) return {};
    if (capture.packets == 0 && !capture.readable) return markup("<p>{}</p>", tr("This capture could not be read."));
    if (capture.phones_left_out > 0) {
        return markup("<p>{}</p>", tr_format("No phone has this verdict; {} with another.",
                                             count_text(static_cast<std::int64_t>(capture.phones_left_out), "phone")));
    }
    return markup("<p>{}</p>", tr("No phone that fetches its configuration is in this capture."));
}

Markup one_capture(const CaptureReport &capture, TimeDisplay time) {
    return markup("<li><h3><code>{}</code></h3>{}{}</li>", capture.file, capture_facts(capture, time),
                  without_phones(capture));
}

// Of one capture: above its phones. Of several: on demand, but for what is wrong with one of them.
Markup captures_section(const std::vector<CaptureReport> &captures, TimeDisplay time) {
    if (captures.size() == 1) {
        const CaptureReport &capture = captures.front();
        if (is_of_logs_alone(capture)) return {};
        return markup(
            "<section class=\"capture\" aria-labelledby=\"capture\"><h2 id=\"capture\"><span class=\"muted\">{}"
            "</span> <code>{}</code></h2>{}{}</section>",
            tr("Capture"), capture.file, capture_facts(capture, time), without_phones(capture));
    }
    Markup wrong, right;
    for (const CaptureReport &capture : captures) {
        const bool sound =
            capture.readable && capture.problem.empty() && capture.notices.empty() && capture.log_alarms.empty();
        (sound && !capture.phones.empty() ? right : wrong) += one_capture(capture, time);
    }
    if (!right.html.empty()) {
        right = markup("<details><summary>{}</summary><ul>{}</ul></details>",
                       wrong.html.empty() ? count_text(static_cast<std::int64_t>(captures.size()), "capture")
                                          : std::string(tr("The others")),
                       right);
    }
    return markup(
        "<section class=\"index captures\" aria-labelledby=\"captures\"><h2 "
        "id=\"captures\">{}</h2>{}{}</section>",
        tr("Captures"), wrong.html.empty() ? wrong : markup("<ul>{}</ul>", wrong), right);
}

// The capture is named where the page has several.
Markup phone_head(const PhoneReport &phone, const SectionContext &context, bool name_capture) {
    const Markup addresses =
        markup_of_each(phone.addresses, [](const std::string &address) { return markup("{} ", unbroken(address)); });
    return markup(
        "<header class=\"phone-head\"><h2 id=\"{}-name\">{}</h2>{}<p class=\"where\">{}{}{}</p>{}</header>", context.id,
        name_of_phone(phone), verdict_badge(phone.verdict),
        phone.device ? addresses : markup("{}", tr("no device name in the capture")),
        phone.failed_step
            ? markup(" {}", markup_tr(N_("stopped at {0}"), markup("<code>{}</code>", shown_name(*phone.failed_step))))
            : Markup{},
        name_capture
            ? markup(" {}", markup_tr(N_("in {0}"), markup("<code>{}</code>", capture_name(context.capture->file))))
            : Markup{},
        steps_strip(phone.steps));
}

struct PhonePlace {
    bool alone;         // on its page
    bool ready;         // not made by the script
    bool name_capture;  // there are several
    bool grouped;       // what to do stands in the overview of causes
};

Markup phone_article(const PhoneRef &ref, const HtmlOptions &options, const PhonePlace &place) {
    const PhoneReport &phone = ref.phone();
    const SectionContext context{
        phone_id(ref),        ref.capture, Clock(options.time, ref.capture->first_time.value_or(0)),
        options.show_secrets, place.alone, place.ready};
    Markup content = phone_head(phone, context, place.name_capture);
    content += cause_box(phone, context);
    // What the box says in points, as a paragraph to pass on.
    content += markup("<details class=\"conclusion\"><summary>{}</summary><p>{}</p></details>",
                      tr("The same as a paragraph"), conclusion_text(phone));
    content += steps_section(phone, context);
    content += ladder_section(phone, context);
    content += log_section(phone, context);
    content += history_section(phone, context);
    content += sessions_section(phone, context);
    content += files_section(phone, context);
    content += certificates_section(phone, context);
    content += notices_section(phone, context);
    return markup("<article class=\"phone {}{}\" id=\"{}\" aria-labelledby=\"{}-name\">{}</article>",
                  name_of(phone.verdict), place.grouped ? " grouped" : "", context.id, context.id, content);
}

// Whether what to do for it stands in the overview of causes.
bool is_grouped(const PhoneReport &phone, std::span<const CauseGroup> groups) {
    if (phone.verdict != Verdict::failed || phone.diagnoses.empty()) return false;
    return std::ranges::any_of(groups, [&](const CauseGroup &group) {
        return group.code == phone.diagnoses.front().code && group.phones.size() > kBoxesOfACause;
    });
}

// Failures by cause, in the order of the overview, then the rest.
std::vector<PhoneRef> reading_order(const std::vector<PhoneRef> &failures_first, std::span<const CauseGroup> groups) {
    std::vector<PhoneRef> order;
    for (const CauseGroup &group : groups) order.insert(order.end(), group.phones.begin(), group.phones.end());
    for (const PhoneRef &ref : failures_first) {
        if (ref.phone().verdict != Verdict::failed || ref.phone().diagnoses.empty()) order.push_back(ref);
    }
    return order;
}

Markup evidence_word(Evidence evidence) {
    return markup("<span class=\"evidence\">{}</span>", shown_name(evidence));
}

// What the script says, in the page's language; nothing in English, which it speaks itself.
Markup script_words() {
    constexpr const char *kWords[] = {
        N_("Copied"),
        N_("Press Ctrl+C"),
        N_("Show {0} more"),
        N_("{0} of {1} shown"),
        N_("{0} of {1} match; the first {2} are shown"),
        N_("Frame"),
        N_("Time, {}"),
        N_("From"),
        N_("To"),
        N_("What"),
        N_("Step"),
        N_("Frame {0}, {1}"),
        N_("Evidence of {0}"),
        N_("Copy filter"),
        N_("This browser cannot show this phone: a browser of 2023 or later can."),
    };
    if (language::chosen() == "en") return {};
    nlohmann::ordered_json words;
    for (const char *word : kWords) words[word] = tr(word);
    return data_script("words", words.dump());
}

Markup page_footer(const HtmlOptions &options) {
    return markup(
        "<footer><p>{}</p><p>{} {}</p></footer>",
        markup_tr(N_("What is not marked was seen in the clear. {0} was read with keys that were given; {1} is what a "
                     "program says: a phone in an alarm, or a log; {2} follows from sizes, directions, timing, or what "
                     "comes after, and is not proof."),
                  evidence_word(Evidence::decrypted), evidence_word(Evidence::reported),
                  evidence_word(Evidence::inferred)),
        tr_format("Made by capfcheck {0} with Wireshark {1}.", CAPF_VERSION, options.wireshark_version),
        options.show_secrets ? tr("This report shows secrets.") : tr("Authentication strings are masked."));
}

// As BCP 47 writes it: "pt-BR" of "pt_BR".
std::string page_language() {
    std::string name = language::chosen();
    std::ranges::replace(name, '_', '-');
    return name.substr(0, name.find('@'));
}

}  // namespace

std::string html_report(const std::vector<CaptureReport> &captures, const HtmlOptions &options) {
    const std::vector<PhoneRef> found = failures_first(captures);
    const std::vector<CauseGroup> groups = group_by_cause(found);
    const std::vector<PhoneRef> phones = reading_order(found, groups);
    const bool alone = phones.size() == 1;
    const std::string title =
        alone && captures.size() == 1
            ? phone_name(phones.front().phone()) + ": " + shown_name(phones.front().phone().verdict) + " (capfcheck)"
            : tr("capfcheck report");
    Markup body = markup("<a class=\"skip\" href=\"#main\">{}</a>{}<main id=\"main\" tabindex=\"-1\">",
                         tr("Skip to the phones"), page_header(captures));
    if (phones.size() > 1) {
        body += cause_overview(groups);
        body += index_section(phones, options.time);
    }
    if (!captures.empty()) body += captures_section(captures, options.time);
    if (phones.size() > 1) body += across_sections(captures);
    DataPacks others;
    for (std::size_t i = 0; i < phones.size(); ++i) {
        const PhoneRef &ref = phones[i];
        const PhonePlace place{alone, i<kPhonesReady, captures.size()> 1, is_grouped(ref.phone(), groups)};
        const Markup article = phone_article(ref, options, place);
        if (place.ready) {
            body += article;
        } else {
            others.add(phone_id(ref), article);
        }
    }
    body += others.take();
    body += markup("</main>{}{}<script>{}</script>", page_footer(options), script_words(),
                   Markup{std::string(report_js())});
    return markup("<!DOCTYPE html>\n<html lang=\"{}\"><head>{}</head>\n<body class=\"{}\">{}</body></html>\n",
                  page_language(), head(title), alone ? "one" : "many", body)
        .html;
}

}  // namespace capf::report
