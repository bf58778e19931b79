// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html_report.h"

#include <algorithm>
#include <memory>

#include <glib.h>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/html/across_section.h"
#include "analyzer/report/html/assets.h"
#include "analyzer/report/html/index_section.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"

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

std::string count_words(std::size_t count, const char *one, const char *many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
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
        tiles += markup("<li{}><span class=\"count\">{}</span> {}</li>",
                        count == 0 ? Markup{" class=\"none\""} : Markup{}, count, verdict_badge(verdict));
    }
    return markup("<ul class=\"totals\" aria-label=\"Verdicts\">{}</ul>", tiles);
}

Markup page_header(const std::vector<CaptureReport> &captures) {
    const std::size_t phones = count_phones(captures);
    return markup(
        "<header class=\"page\"><p class=\"tool\">capfcheck</p><h1>Encrypted configuration of Cisco IP phones</h1>"
        "<p class=\"muted\">{} in {}</p>{}</header>",
        count_words(phones, "phone", "phones"), count_words(captures.size(), "capture", "captures"),
        phones > 1 ? totals(captures) : Markup{});
}

Markup capture_head(const CaptureReport &capture, std::size_t number) {
    Markup terms;
    if (capture.first_time) {
        terms += term("First frame", utc_words(*capture.first_time));
        terms += term("Length", span_words(*capture.last_time - *capture.first_time));
    }
    terms += term("Frames", std::to_string(capture.packets));
    if (capture.strangers > 0)
        terms += term("Other hosts at CAPF, TVS or the file service", std::to_string(capture.strangers));
    if (capture.redacted) terms += term("Redacted", "names and addresses are pseudonyms");
    if (!capture.problem.empty()) terms += term(capture.readable ? "Problem" : "Damage", capture.problem);
    return markup(
        "<header><h2 id=\"c{}\"><span class=\"muted\">Capture</span> <code>{}</code></h2><dl>{}</dl>{}</header>",
        number, capture.file, terms, notice_list(capture.notices));
}

Markup phone_head(const PhoneReport &phone, const std::string &id) {
    std::string addresses;
    for (const std::string &address : phone.addresses) addresses += (addresses.empty() ? "" : ", ") + address;
    return markup(
        "<header class=\"phone-head\"><h2 id=\"{}-name\">{}</h2>{}<p class=\"where\">{}{}</p>{}</header>"
        "<p class=\"conclusion\">{}</p>",
        id, phone_name(phone), verdict_badge(phone.verdict), phone.device ? addresses : "no device name in the capture",
        phone.failed_step ? markup(", stopped at <code>{}</code>", name_of(*phone.failed_step)) : Markup{},
        steps_strip(phone.steps), conclusion_text(phone));
}

Markup phone_article(const PhoneReport &phone, const SectionContext &context) {
    Markup content = phone_head(phone, context.id);
    content += causes_section(phone, context);
    content += ladder_section(phone, context);
    content += log_section(phone, context);
    content += steps_section(phone, context);
    content += sessions_section(phone, context);
    content += files_section(phone, context);
    content += certificates_section(phone, context);
    content += notices_section(phone, context);
    return markup("<article class=\"phone {}\" id=\"{}\" aria-labelledby=\"{}-name\">{}</article>",
                  name_of(phone.verdict), context.id, context.id, content);
}

Markup capture_section(const CaptureReport &capture, std::size_t number, const HtmlOptions &options) {
    Markup content = capture_head(capture, number);
    for (std::size_t i = 0; i < capture.phones.size(); ++i) {
        content += phone_article(capture.phones[i], {phone_id(number, i + 1), &capture, options.show_secrets});
    }
    if (capture.phones.empty()) {
        content += markup("<p class=\"conclusion\">{}</p>",
                          capture.packets == 0 && !capture.readable
                              ? "This capture could not be read."
                              : "No phone that fetches its configuration is in this capture.");
    }
    return markup("<section class=\"capture\" aria-labelledby=\"c{}\">{}</section>", number, content);
}

Markup page_footer(const HtmlOptions &options) {
    return markup(
        "<footer><p>What is not marked was seen in the clear. <span class=\"evidence\">decrypted</span> was read with "
        "keys "
        "that were given; <span class=\"evidence\">inferred</span> follows from sizes, directions, timing, or what "
        "comes "
        "after, and is not proof.</p><p>Made by capfcheck {} with Wireshark {}. {}</p></footer>",
        CAPF_VERSION, options.wireshark_version,
        options.show_secrets ? "This report shows secrets." : "Authentication strings are masked.");
}

}  // namespace

std::string html_report(const std::vector<CaptureReport> &captures, const HtmlOptions &options) {
    const std::size_t phones = count_phones(captures);
    const bool single = phones == 1 && captures.size() == 1;
    const std::string title = single ? phone_name(captures.front().phones.front()) + ": " +
                                           name_of(captures.front().phones.front().verdict) + " (capfcheck)"
                                     : "capfcheck report";
    Markup body = markup("<a class=\"skip\" href=\"#main\">Skip to the phones</a>{}<main id=\"main\" tabindex=\"-1\">",
                         page_header(captures));
    if (phones > 1) {
        body += index_section(captures);
        body += across_sections(captures);
    }
    for (std::size_t i = 0; i < captures.size(); ++i) body += capture_section(captures[i], i + 1, options);
    body += markup("</main>{}<script>{}</script>", page_footer(options), Markup{std::string(report_js())});
    return markup("<!DOCTYPE html>\n<html lang=\"en\"><head>{}</head>\n<body>{}</body></html>\n", head(title), body)
        .html;
}

}  // namespace capf::report
