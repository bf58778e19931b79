// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/across_section.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "analyzer/report/across_phones.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kDigitsShown = 16;  // of a digest: the rest is in its title
constexpr std::size_t kNamesShown = 3;    // the others are shown on demand

Markup table_section(const char *id, const char *heading, const std::string &caption,
                     std::initializer_list<const char *> columns, const Markup &rows) {
    const Markup heads =
        markup_of_each(columns, [](const char *title) { return markup("<th scope=\"col\">{}</th>", title); });
    return markup(
        "<section class=\"index across\" aria-labelledby=\"{}\"><h2 id=\"{}\">{}</h2><table class=\"cards sortable\">"
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></section>",
        id, id, heading, caption, heads, rows);
}

Markup place_cell(const Place &place) {
    return markup("<td data-label=\"First seen\" data-key=\"{}\">frame {} of <code>{}</code></td>", rfc3339(place.time),
                  place.frame, base_name(place.capture));
}

Markup mark(const char *css, const char *sign, std::string_view words) {
    return markup("<span class=\"status {}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</span>", css, sign,
                  words);
}

Markup digest(const std::string &sha256) {
    return markup("<code title=\"{}\">{}…</code>", sha256, sha256.substr(0, kDigitsShown));
}

std::string joined(const std::vector<std::string> &names, std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) text += (i == from ? "" : ", ") + names[i];
    return text;
}

Markup phone_names(const std::vector<std::string> &names) {
    const std::size_t shown = std::min(names.size(), kNamesShown);
    Markup cell = markup("{}: {}", names.size(), joined(names, 0, shown));
    if (names.size() > shown) {
        cell += markup("<details><summary>{} more</summary>{}</details>", names.size() - shown,
                       joined(names, shown, names.size()));
    }
    return cell;
}

Markup list_row(const TrustListRow &row) {
    const Markup note = row.differs ? mark("unknown", "!", "other than from another server") : Markup{};
    const bool invalid = row.signature == "invalid";
    return markup(
        "<tr><th scope=\"row\">{}</th><td data-label=\"List\">{}</td><td data-label=\"SHA-256 of its records\">{} "
        "{}</td>"
        "<td data-label=\"Signer\">{}</td><td data-label=\"Signature\">{}</td><td data-label=\"Phones\" "
        "data-key=\"{}\">{}</td>{}</tr>",
        row.server, wire::upper(row.kind), digest(row.records_sha256), note, row.signer,
        invalid ? mark("failed", "✕", "invalid") : markup("{}", row.signature), row.phones.size(),
        phone_names(row.phones), place_cell(row.first));
}

Markup lists_section(const std::vector<TrustListRow> &rows) {
    if (rows.empty()) return {};
    const bool differ = std::any_of(rows.begin(), rows.end(), [](const TrustListRow &row) { return row.differs; });
    return table_section(
        "trust-lists", "Trust lists by server",
        differ ? "Servers of one cluster give out different lists." : "What each server gave out, and to whom.",
        {"Server", "List", "SHA-256 of its records", "Signer", "Signature", "Phones", "First seen"},
        markup_of_each(rows, list_row));
}

Markup certificate_row(const PhoneCertificateRow &row) {
    const trust::Certificate &certificate = row.certificate;
    const Validity validity = validity_of(certificate, row.first.time / wire::kNanosecondsPerSecond);
    return markup(
        "<tr><th scope=\"row\">{}</th><td data-label=\"Kind\">{}</td><td data-label=\"Subject\"><code>{}</code></td>"
        "<td data-label=\"Issuer\"><code>{}</code></td><td data-label=\"Serial number\"><code>{}</code></td>"
        "<td data-label=\"Validity\" data-key=\"{}\"><span class=\"dates\">{} to {}</span> {}</td>"
        "<td data-label=\"Where\">{}</td>{}</tr>",
        row.phone, row.kind, certificate.subject, certificate.issuer, certificate.serial,
        rfc3339_seconds(certificate.not_after), utc_date(certificate.not_before), utc_date(certificate.not_after),
        validity_note(validity), place_text(row.uses.front()), place_cell(row.first));
}

Markup certificates_section(const std::vector<PhoneCertificateRow> &rows) {
    if (rows.empty()) return {};
    return table_section("phone-certificates", "The phones' certificates", "What expires first is first.",
                         {"Phone", "Kind", "Subject", "Issuer", "Serial number", "Validity", "Where", "First seen"},
                         markup_of_each(rows, certificate_row));
}

Markup outcome_mark(RegistrationOutcome outcome) {
    switch (outcome) {
        case RegistrationOutcome::registered:
            return mark("ok", "✓", "registered");
        case RegistrationOutcome::refused:
            return mark("failed", "✕", "refused");
        case RegistrationOutcome::no_answer:
            return mark("failed", "✕", "no answer");
        case RegistrationOutcome::not_told:
            break;
    }
    return mark("unknown", "?", "not in the capture");
}

Markup registration_row(const RegistrationRow &row) {
    std::string reason = row.status ? std::to_string(*row.status) : "";
    if (!row.reason.empty()) reason += (reason.empty() ? "" : " ") + row.reason;
    return markup(
        "<tr><th scope=\"row\">{}</th><td data-label=\"Server\">{}</td><td data-label=\"Protocol\">{} over {}</td>"
        "<td data-label=\"Outcome\">{}{}</td><td data-label=\"Reason\">{}</td><td data-label=\"Times\">{}</td>{}</tr>",
        row.phone, dissection::to_string(row.server), row.protocol, row.transport, outcome_mark(row.outcome),
        evidence_note(row.evidence), reason, row.count, place_cell(row.first));
}

Markup registrations_section(const std::vector<RegistrationRow> &rows) {
    if (rows.empty()) return {};
    return table_section("registrations", "Registrations", "Attempts of one phone that went alike are one row.",
                         {"Phone", "Server", "Protocol", "Outcome", "Reason", "Times", "First seen"},
                         markup_of_each(rows, registration_row));
}

}  // namespace

Markup across_sections(const std::vector<CaptureReport> &captures) {
    const AcrossPhones tables = across_phones(captures);
    Markup sections = lists_section(tables.trust_lists);
    sections += certificates_section(tables.certificates);
    sections += registrations_section(tables.registrations);
    return sections;
}

}  // namespace capf::report
